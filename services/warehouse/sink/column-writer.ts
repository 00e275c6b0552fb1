import { daysSinceEpoch, isTradeDate } from '../../../core/market/trade-date.ts'
import type { RowBytes } from './row-bytes.ts'

/**
 * Appends one value in a column's type.
 * @throws RangeError for a value that the type cannot hold.
 */
export type ColumnWriter = (bytes: RowBytes, value: unknown) => void

const MAX_DAYS = 65_535
const MAX_UINT32 = 2 ** 32 - 1
/** Strings remembered per column; a column with more of them is no dictionary. */
const REMEMBERED_STRINGS = 50_000

/** Writer of any ClickHouse type that the tables here use, nested as they are. */
export function writerOf(type: string): ColumnWriter {
  const nested = /^(Nullable|LowCardinality|Array|Tuple)\((.*)\)$/s.exec(type)
  if (nested === null) return scalarWriter(type)
  const [, outer, inner] = nested as unknown as [string, string, string]
  if (outer === 'Nullable') return nullable(writerOf(inner))
  if (outer === 'Array') return array(writerOf(inner))
  if (outer === 'Tuple') return tuple(inner)
  return inner === 'String'
    ? dictionary()
    : inner === 'Nullable(String)'
      ? nullable(dictionary())
      : writerOf(inner)
}

function scalarWriter(type: string): ColumnWriter {
  const name = /^\w+/.exec(type)?.[0]
  switch (type.startsWith('Decimal(20') ? 'Decimal128' : name) {
    case 'Bool':
    case 'UInt8':
      return (bytes, value) => bytes.uint8(value ? 1 : 0)
    case 'UInt32':
      return (bytes, value) => bytes.uint32(integer(value, 0, MAX_UINT32))
    case 'UInt64':
      return (bytes, value) => bytes.int64(integer(value, 0))
    case 'Decimal':
    case 'DateTime64':
      return (bytes, value) => bytes.int64(integer(value))
    case 'Decimal128':
      return (bytes, value) => bytes.int128(integer(value))
    case 'Float64':
      return (bytes, value) => bytes.float64(value as number)
    case 'Date':
      return writeDate
    case 'String':
      return (bytes, value) =>
        writeText(bytes, typeof value === 'string' ? Buffer.from(value) : (value as Uint8Array))
    default:
      throw new RangeError(`Rows of a column of type ${type} cannot be written.`)
  }
}

function integer(
  value: unknown,
  least = Number.MIN_SAFE_INTEGER,
  greatest = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= greatest)
    return value as number
  throw new RangeError(`${String(value)} is no integer from ${least} to ${greatest}`)
}

/** Consecutive rows mostly share their date. */
let lastDate = 0
let lastDays = 0

function writeDate(bytes: RowBytes, value: unknown): void {
  if (value !== lastDate) {
    const date = value as number
    if (!isTradeDate(date)) throw new RangeError(`${String(value)} is no date yyyymmdd`)
    lastDays = integer(daysSinceEpoch(date), 0, MAX_DAYS)
    lastDate = date
  }
  bytes.uint16(lastDays)
}

function writeText(bytes: RowBytes, encoded: Uint8Array): void {
  bytes.count(encoded.length)
  bytes.raw(encoded)
}

function dictionary(): ColumnWriter {
  const known = new Map<string, Buffer>()
  return (bytes, value) => {
    let encoded = known.get(value as string)
    if (encoded === undefined) {
      encoded = Buffer.from(value as string)
      if (known.size < REMEMBERED_STRINGS) known.set(value as string, encoded)
    }
    writeText(bytes, encoded)
  }
}

function nullable(write: ColumnWriter): ColumnWriter {
  return (bytes, value) => {
    if (value === null || value === undefined) return bytes.uint8(1)
    bytes.uint8(0)
    write(bytes, value)
  }
}

function array(write: ColumnWriter): ColumnWriter {
  return (bytes, value) => {
    const items = value as readonly unknown[]
    bytes.count(items.length)
    for (const item of items) write(bytes, item)
  }
}

/** Members are named as the fields of the record, in snake case. */
function tuple(members: string): ColumnWriter {
  const writers = topLevel(members).map((member) => {
    const space = member.indexOf(' ')
    const field = member.slice(0, space).replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    return { field, write: writerOf(member.slice(space + 1)) }
  })
  return (bytes, value) => {
    for (const { field, write } of writers) write(bytes, (value as Record<string, unknown>)[field])
  }
}

/** Splits at commas that stand in no brackets. */
function topLevel(list: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < list.length; at += 1) {
    if (list[at] === '(') depth += 1
    if (list[at] === ')') depth -= 1
    if (list[at] !== ',' || depth > 0) continue
    parts.push(list.slice(from, at).trim())
    from = at + 1
  }
  return [...parts, list.slice(from).trim()]
}
