import type { SourceTrust } from '../merge-rows.ts'
import { fundFlowsCsv, observationsCsv, seriesCsv } from './canonical.ts'
import type { RowReader, SeriesFormat } from './series-format.ts'

/** Every known layout. */
export const SERIES_FORMATS: readonly SeriesFormat[] = [seriesCsv, observationsCsv, fundFlowsCsv]

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

/** How far a source is trusted; one that is no longer known, least. */
export const seriesTrust = (source: string): SourceTrust =>
  SERIES_FORMATS.find(({ name }) => name === source) ?? { rank: Number.MAX_SAFE_INTEGER, step: 0 }
