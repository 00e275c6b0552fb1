import { parquetColumns } from './formats/parquet-table.ts'
import { referenceOfHeader } from './formats/reference-tables.ts'
import type { PlannedTable } from './formats/registry.ts'
import { tableOfHeader } from './formats/registry.ts'
import { looksLikeTdxDay, TDX_RECORD, tdxDay } from './formats/tdx-day.ts'
import { tushareReplyFields } from './formats/tushare-reply.ts'
import { splitQuotedLine } from './reading/delimited.ts'
import { type FileHead, readHead, sourceErrorOf } from './reading/file-bytes.ts'
import { symbolInFileName } from './reading/file-symbol.ts'
import { seriesFormatOfHeader } from './series/formats/registry.ts'
import type { RecognisedFile } from './source.ts'
import { SourceError } from './source-error.ts'
import { minuteBarFormatOfHeader } from './ticks/minute-bar-formats.ts'
import { type TickFormat, tickFormatOfHeader } from './ticks/tick-formats.ts'
import { dateInFileName } from './ticks/time-text.ts'

/**
 * Which format a file is of, by what is inside it. Throws a `SourceError`: `unrecognised` when it is of
 * none, `unreadable`, `truncated` or `malformed` when it cannot be read so far.
 */
export async function recognise(path: string): Promise<RecognisedFile> {
  const head = await readHead(path)
  const { bytes } = head
  if (head.size === 0) throw new SourceError('unrecognised', path, 'the file is empty')
  if (bytes.subarray(0, 4).toString('latin1') === 'PAR1') return recogniseParquet(path, head)
  const encoding = encodingOf(bytes)
  if (looksLikeTdxDay(bytes.subarray(0, bytes.length - (bytes.length % TDX_RECORD)))) {
    return recogniseTdx(path, head)
  }
  const base = { path, bytes: head.size, compressed: head.compressed, encoding } as const
  if (bytes[0] === OPENING_BRACE) {
    const table = tableOfHeader(tushareReplyFields(bytes.toString('utf8')) ?? [])
    if (table === undefined) throw unknownHeader(path, 'a JSON document')
    return { ...base, format: table.format.name, content: 'dailyBars', container: 'json' }
  }
  const header = headerOf(bytes, encoding)
  const ticks = tickFormatOfHeader(header)
  if (ticks !== undefined) {
    requireDate(path, ticks)
    return { ...base, format: ticks.name, content: 'ticks', container: 'csv' }
  }
  const minutes = minuteBarFormatOfHeader(header)
  if (minutes !== undefined) return { ...base, format: minutes.name, content: 'minuteBars', container: 'csv' }
  const reference = referenceOfHeader(header)
  if (reference !== undefined) {
    return { ...base, format: reference.name, content: reference.content, container: 'csv' }
  }
  const series = seriesFormatOfHeader(header, path)
  if (series !== undefined)
    return { ...base, format: series.format.name, content: 'series', container: 'csv' }
  const table = tableOfHeader(header)
  if (table === undefined) throw unknownHeader(path, `the header "${header.join(',').slice(0, 120)}"`)
  requireSymbol(path, table)
  return { ...base, format: table.format.name, content: 'dailyBars', container: 'csv' }
}

/** Column names in the first line. */
export function headerOf(bytes: Buffer, encoding: RecognisedFile['encoding']): string[] {
  const end = bytes.indexOf(NEWLINE)
  const line = bytes.subarray(0, end < 0 ? bytes.length : end)
  const text = new TextDecoder(encoding === 'utf8' ? 'utf-8' : encoding).decode(line)
  return splitQuotedLine(text.trimEnd()).map((name) => name.trim())
}

const NEWLINE = 10
const OPENING_BRACE = 123

function recogniseTdx(path: string, head: FileHead): RecognisedFile {
  if (symbolInFileName(path) === undefined) {
    throw new SourceError(
      'unrecognised',
      path,
      'TDX day records, but the symbol is missing; name the file like sh600000.day',
    )
  }
  return {
    path,
    format: tdxDay.name,
    content: 'dailyBars',
    bytes: head.size,
    container: 'tdxDay',
    compressed: head.compressed,
    encoding: 'utf8',
  }
}

async function recogniseParquet(path: string, head: FileHead): Promise<RecognisedFile> {
  if (head.compressed) {
    throw new SourceError('unrecognised', path, 'Parquet inside gzip; unpack it first')
  }
  const columns = await parquetColumns(path).catch((error: unknown) => {
    throw sourceErrorOf(path, error)
  })
  const table = tableOfHeader(columns)
  if (table === undefined) throw unknownHeader(path, `Parquet with the columns "${columns.join(',')}"`)
  requireSymbol(path, table)
  return {
    path,
    format: table.format.name,
    content: 'dailyBars',
    bytes: head.size,
    container: 'parquet',
    compressed: false,
    encoding: 'utf8',
  }
}

function requireSymbol(path: string, { format, plan }: PlannedTable): void {
  if (plan.code >= 0 || symbolInFileName(path) !== undefined) return
  throw new SourceError(
    'unrecognised',
    path,
    `${format.name} without a code column, and no symbol in the file's name; name it like sh600000.csv`,
  )
}

function requireDate(path: string, { name, date }: TickFormat): void {
  if (date !== 'fileName' || dateInFileName(path) !== undefined) return
  throw new SourceError(
    'unrecognised',
    path,
    `${name} without a date in its rows, and none in the file's name; name it like ticks_20230201.csv`,
  )
}

function unknownHeader(path: string, what: string): SourceError {
  return new SourceError('unrecognised', path, `${what} belongs to no known format (see docs/sources.md)`)
}

/** GBK where the bytes are no UTF-8; a character cut at the end of the head counts for neither. */
function encodingOf(bytes: Buffer): RecognisedFile['encoding'] {
  const whole = bytes.lastIndexOf(NEWLINE) + 1
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, whole > 0 ? whole : bytes.length))
    return 'utf8'
  } catch {
    return 'gb18030'
  }
}
