import type { SourceTrust } from '../merge-rows.ts'
import { fundFlowsCsv, observationsCsv, seriesCsv } from './canonical.ts'
import { CHINESE_MACRO } from './chinese-macro.ts'
import {
  closeTable,
  etfSnapshot,
  indicesWithoutAmount,
  microcapProxy,
  namedIndices,
  quantsIndices,
  shenwan,
  tdxIndices,
} from './chinese-tables.ts'
import type { RowReader, SeriesFormat } from './series-format.ts'
import {
  cboeClose,
  indexClose,
  indexOhlc,
  putCall,
  usAdjustedClose,
  usJoined,
  usOhlcv,
  vixFutures,
} from './us-tables.ts'

/** Every known layout. */
export const SERIES_FORMATS: readonly SeriesFormat[] = [
  seriesCsv,
  observationsCsv,
  fundFlowsCsv,
  indexOhlc,
  indexClose,
  cboeClose,
  usOhlcv,
  usAdjustedClose,
  vixFutures,
  putCall,
  usJoined,
  quantsIndices,
  namedIndices,
  indicesWithoutAmount,
  tdxIndices,
  shenwan,
  closeTable,
  microcapProxy,
  etfSnapshot,
  ...CHINESE_MACRO,
]

/** The format that a header belongs to, with its reader. */
export function seriesFormatOfHeader(
  header: readonly string[],
  path: string,
): { readonly format: SeriesFormat; readonly reader: RowReader } | undefined {
  for (const format of SERIES_FORMATS) {
    const reader = format.reader(header, path)
    if (reader !== undefined) return { format, reader }
  }
  return undefined
}

const BY_NAME = new Map(SERIES_FORMATS.map((format) => [format.name, format]))

/** How far a source is trusted; one that is no longer known, least. */
export const seriesTrust = (source: string): SourceTrust =>
  BY_NAME.get(source) ?? { rank: Number.MAX_SAFE_INTEGER, step: 0 }
