import { fileURLToPath } from 'node:url'
import { chineseCalendar } from '../../../../core/market/chinese-calendar.ts'
import { discover } from '../../discover.ts'
import type { Rejection } from '../../source.ts'
import { type FileSummary, IngestSummary } from '../../summary.ts'
import { readSeries } from '../read-series.ts'
import { dateOf, keyOf, type SeriesRow } from '../series-row.ts'

/** Path of a committed extract of real data. */
export const extract = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

export interface ReadFiles {
  readonly rows: readonly SeriesRow[]
  readonly rejections: readonly Rejection[]
  readonly files: readonly FileSummary[]
  readonly summary: IngestSummary
  /** The row of a symbol or series and a day. */
  row(key: string, date: number): SeriesRow
}

/** What some files say, merged. Fails where one of them is of no known format. */
export async function readFiles(...paths: readonly string[]): Promise<ReadFiles> {
  const summary = new IngestSummary()
  const { files, errors } = await discover(paths)
  if (errors.length > 0) throw errors[0]!
  const { rows, rejections } = await readSeries(files, { summary, calendar: chineseCalendar })
  const plain = rows.map(({ row }) => row)
  return {
    rows: plain,
    rejections,
    files: summary.files,
    summary,
    row(key, date) {
      const found = plain.find((row) => keyOf(row) === key && dateOf(row) === date)
      if (found === undefined) throw new Error(`no ${key} of ${date}`)
      return found
    },
  }
}

/** The moment as Shanghai clocks show it. */
export const shanghaiText = (time: number): string =>
  new Date(time + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
