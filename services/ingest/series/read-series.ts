import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { TradingCalendar } from '../../../core/market/trading-calendar.ts'
import { sourceErrorOf, unpacked } from '../reading/file-bytes.ts'
import type { RecognisedFile, Rejection } from '../source.ts'
import { count, type IngestSummary } from '../summary.ts'
import { seriesFormatOfHeader, seriesTrust } from './formats/registry.ts'
import { mergeRows } from './merge-rows.ts'
import { RowIntake } from './row-intake.ts'
import type { SeriesBatch, SeriesRow } from './series-row.ts'

export interface ReadSeriesOptions {
  readonly summary: IngestSummary
  /** Sessions of the Chinese exchanges. */
  readonly calendar: TradingCalendar
  readonly onProgress?: (bytesRead: number, bytesTotal: number) => void
}

/**
 * Reads every file of series, observations and fund flows among `files`, and merges what they say in the order of
 * event time. Rows are held in memory, some hundred bytes each. A file that cannot be read stands in the
 * summary's errors, and the others go on.
 */
export async function readSeries(
  files: readonly RecognisedFile[],
  options: ReadSeriesOptions,
): Promise<SeriesBatch> {
  const { summary, onProgress } = options
  const ours = files.filter(({ content }) => content === 'series')
  const bytesTotal = ours.reduce((sum, { bytes }) => sum + bytes, 0)
  const rows: SeriesRow[] = []
  const rejections: Rejection[] = []
  let bytesRead = 0
  for (const file of ours) {
    await readFileInto(file, options, rows, rejections)
    bytesRead += file.bytes
    onProgress?.(bytesRead, bytesTotal)
  }
  const merged = mergeRows(rows, seriesTrust)
  countMerged(summary, merged)
  return { rows: merged.rows, rejections: [...rejections, ...merged.rejections] }
}

/** A file of which a part is read when it breaks counts for nothing. */
async function readFileInto(
  file: RecognisedFile,
  { summary, calendar }: ReadSeriesOptions,
  allRows: SeriesRow[],
  allRejections: Rejection[],
): Promise<void> {
  const own = summary.file(file.path, file.format)
  try {
    const rows: SeriesRow[] = []
    const rejections: Rejection[] = []
    const { path, format } = file
    const table = await readTable(file)
    const reader = seriesFormatOfHeader(table.header, path)?.reader
    if (reader === undefined) throw new TypeError(`the header is no longer one of ${format}`)
    const intake = new RowIntake({ format, path, calendar, summary: own, rows, rejections })
    for (const { line, fields } of table.rows) intake.take(line, fields, (sink) => reader(fields, sink))
    for (const row of rows) allRows.push(row)
    for (const rejection of rejections) allRejections.push(rejection)
  } catch (error) {
    own.error = sourceErrorOf(file.path, error)
    summary.errors.push(own.error)
  }
}

interface TableRow {
  readonly line: number
  readonly fields: readonly string[]
}

async function readTable(
  file: RecognisedFile,
): Promise<{ readonly header: readonly string[]; readonly rows: Iterable<TableRow> }> {
  const bytes = await readFile(file.path)
  const plain = unpacked(file.path, bytes, file.compressed)
  const text = new TextDecoder(file.encoding === 'utf8' ? 'utf-8' : file.encoding).decode(plain)
  const rows = text.includes('"') ? quotedRows(text) : plainRows(text)
  const first = rows.next()
  const header = first.done === true ? [] : first.value.fields.map((name) => name.trim())
  return { header, rows }
}

function* plainRows(text: string): Generator<TableRow> {
  let line = 0
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start)
    const next = found < 0 ? text.length : found
    line += 1
    const end = text.charCodeAt(next - 1) === RETURN && next > start ? next - 1 : next
    if (end > start) yield { line, fields: text.slice(start, end).split(',') }
    start = next + 1
  }
}

const RETURN = 13

function* quotedRows(text: string): Generator<TableRow> {
  const options = {
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    info: true,
  } as const
  const records = parse(text, options) as unknown as readonly {
    readonly record: string[]
    readonly info: { readonly lines: number }
  }[]
  for (const { record, info } of records) yield { line: info.lines, fields: record }
}

function countMerged(
  summary: IngestSummary,
  { duplicates, rejections }: Pick<ReturnType<typeof mergeRows>, 'duplicates' | 'rejections'>,
): void {
  const files = new Map(summary.files.map((file) => [file.path, file]))
  for (const row of duplicates) {
    const file = files.get(row.file)!
    file.duplicates += 1
    file.values[row.topic] -= 1
  }
  for (const { file: path, code } of rejections) {
    const file = files.get(path)!
    count(file.rejections, code)
  }
}
