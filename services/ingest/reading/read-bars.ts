import { readFile } from 'node:fs/promises'
import { parquetColumns, parquetRows } from '../formats/parquet-table.ts'
import { TABLE_FORMATS } from '../formats/registry.ts'
import { TableDecoder } from '../formats/table-decoder.ts'
import { type ColumnPlan, planColumns, type TableFormat } from '../formats/table-format.ts'
import { TdxDayDecoder, tdxDay } from '../formats/tdx-day.ts'
import { parseTushareReply } from '../formats/tushare-reply.ts'
import { headerOf } from '../recognise.ts'
import type { RecognisedFile } from '../source.ts'
import { SourceError } from '../source-error.ts'
import type { RoundingSteps } from '../units.ts'
import type { BarIntake } from './bar-intake.ts'
import { DelimitedReader, type FieldRow } from './delimited.ts'
import { filePieces, unpacked } from './file-bytes.ts'
import { symbolInFileName } from './file-symbol.ts'
import type { RowDetails } from './row-details.ts'
import { type SymbolTable, UNKNOWN_SYMBOL } from './symbol-table.ts'
import { ValueRow } from './value-row.ts'

export interface BarReading {
  readonly file: RecognisedFile
  readonly intake: BarIntake
  readonly symbols: SymbolTable
  readonly details: RowDetails
  /** Awaited after every piece: bytes of the file that have gone by. */
  readonly afterPiece: (bytesRead: number) => Promise<void>
}

/** What is known of a format of daily bars by its name. */
export function barFormat(name: string): { readonly rank: number; readonly steps: RoundingSteps } {
  return name === tdxDay.name ? tdxDay : tableFormat(name)
}

/** Reads one file of daily bars into its intake. Throws a `SourceError` when the file as a whole is bad. */
export async function readBars(reading: BarReading): Promise<void> {
  switch (reading.file.container) {
    case 'csv':
      return readCsv(reading)
    case 'tdxDay':
      return readTdx(reading)
    case 'json':
      return readJson(reading)
    case 'parquet':
      return readParquet(reading)
  }
}

async function readCsv(reading: BarReading): Promise<void> {
  const { file } = reading
  let decoder: TableDecoder | undefined
  const lines = new DelimitedReader((row: FieldRow) => {
    if (decoder === undefined) decoder = tableDecoder(reading, columnsOf(reading, headerFields(row, file)))
    else decoder.row(row)
  })
  await eachPiece(reading, (piece) => lines.push(piece))
  lines.end()
  await reading.afterPiece(file.bytes)
}

async function readTdx(reading: BarReading): Promise<void> {
  const { file, intake, symbols } = reading
  const decoder = new TdxDayDecoder(intake, symbols.ofText(symbolInFileName(file.path) ?? ''))
  await eachPiece(reading, (piece) => decoder.push(piece))
  if (decoder.pending > 0) {
    throw new SourceError('truncated', file.path, 'the last record is cut; copy the file again')
  }
}

async function readJson(reading: BarReading): Promise<void> {
  const { file } = reading
  const bytes = await readFile(file.path)
  const text = unpacked(file.path, bytes, file.compressed).toString('utf8')
  const { fields, items } = parseTushareReply(text)
  const decoder = tableDecoder(reading, columnsOf(reading, fields))
  const row = new ValueRow(fields.length)
  for (const item of items) decoder.row(row.set(item))
  await reading.afterPiece(file.bytes)
}

async function readParquet(reading: BarReading): Promise<void> {
  const { file } = reading
  const columns = await parquetColumns(file.path)
  const full = columnsOf(reading, columns)
  const used = Object.values(full).filter((column) => column >= 0)
  const plan = Object.fromEntries(
    Object.entries(full).map(([role, column]) => [role, used.indexOf(column)]),
  ) as ColumnPlan
  const decoder = tableDecoder(reading, plan)
  const row = new ValueRow(used.length)
  const names = used.map((column) => columns[column]!)
  for await (const { rows, share } of parquetRows(file.path, names)) {
    for (const values of rows) decoder.row(row.set(values))
    await reading.afterPiece(Math.round(share * file.bytes))
  }
}

async function eachPiece(reading: BarReading, take: (piece: Buffer) => void): Promise<void> {
  let bytesRead = 0
  const pieces = filePieces(reading.file, (bytes) => {
    bytesRead = bytes
  })
  for await (const piece of pieces) {
    take(piece)
    await reading.afterPiece(bytesRead)
  }
}

function tableFormat(name: string): TableFormat {
  const format = TABLE_FORMATS.find((candidate) => candidate.name === name)
  if (format === undefined) throw new TypeError(`no format of daily bars is called ${name}`)
  return format
}

/** Where the format's columns stand in this file's header. */
function columnsOf({ file }: BarReading, header: readonly string[]): ColumnPlan {
  const plan = planColumns(tableFormat(file.format), header)
  if (plan !== undefined) return plan
  throw new SourceError(
    'malformed',
    file.path,
    `the header is no longer that of ${file.format}; export it again`,
  )
}

function tableDecoder(reading: BarReading, plan: ColumnPlan): TableDecoder {
  const { file, intake, symbols, details } = reading
  const named = plan.code < 0 ? symbolInFileName(file.path) : undefined
  const symbol = named === undefined ? UNKNOWN_SYMBOL : symbols.ofText(named)
  const format = tableFormat(file.format)
  return new TableDecoder({ format, plan, symbols, details, intake, symbol, encoding: file.encoding })
}

function headerFields(row: FieldRow, file: RecognisedFile): string[] {
  const bytes = Buffer.from(row.bytes.buffer, row.bytes.byteOffset)
  return headerOf(bytes.subarray(row.starts[0], row.ends[row.count - 1]), file.encoding)
}
