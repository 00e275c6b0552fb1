/** A value as a table holds it; integers of 64 bits and more are within ±2^53, as the sink promises. */
export type Cell = string | number | boolean | null | readonly Cell[] | { readonly [key: string]: Cell }

type Read = (from: Cursor) => Cell

/** Reads rows in ClickHouse's RowBinary format, written by the format's description and not by our encoder. */
export class RowBinaryReader {
  readonly #columns: readonly Read[]

  constructor(types: readonly string[]) {
    this.#columns = types.map(readerOf)
  }

  /** @throws RangeError where the bytes do not end with a row */
  rows(bytes: Buffer): Cell[][] {
    const cursor = new Cursor(bytes)
    const rows: Cell[][] = []
    while (cursor.at < bytes.length) rows.push(this.#columns.map((read) => read(cursor)))
    return rows
  }
}

class Cursor {
  at = 0
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  /** Moves on by so many bytes and says where they begin. */
  take(count: number): number {
    const from = this.at
    this.at += count
    if (this.at > this.bytes.length) throw new RangeError('The block ends within a row.')
    return from
  }

  varint(): number {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.take(1)]!
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
}

const integer = (value: bigint): number => {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is beyond ±2^53`)
  return number
}

/** What JSON cannot say of a number. */
const exactly = (value: number): Cell =>
  Object.is(value, -0) || !Number.isFinite(value) ? `float ${Object.is(value, -0) ? '-0' : value}` : value

const int64: Read = (from) => integer(from.bytes.readBigInt64LE(from.take(8)))
const text: Read = (from) => {
  const length = from.varint()
  const start = from.take(length)
  return from.bytes.toString('utf8', start, start + length)
}

const PLAIN: Readonly<Record<string, Read>> = {
  UInt8: (from) => from.bytes.readUInt8(from.take(1)),
  Bool: (from) => from.bytes.readUInt8(from.take(1)) === 1,
  UInt16: (from) => from.bytes.readUInt16LE(from.take(2)),
  Date: (from) => from.bytes.readUInt16LE(from.take(2)),
  UInt32: (from) => from.bytes.readUInt32LE(from.take(4)),
  Date32: (from) => from.bytes.readInt32LE(from.take(4)),
  UInt64: (from) => integer(from.bytes.readBigUInt64LE(from.take(8))),
  Int64: int64,
  Float64: (from) => exactly(from.bytes.readDoubleLE(from.take(8))),
  'Decimal(18,4)': int64,
  'Decimal(20,2)': (from) => {
    const start = from.take(16)
    const low = from.bytes.readBigUInt64LE(start)
    return integer((from.bytes.readBigInt64LE(start + 8) << 64n) + low)
  },
  String: text,
}

function readerOf(type: string): Read {
  const [, outer, inner = ''] = /^(Nullable|LowCardinality|Array|Tuple|Map)\((.*)\)$/s.exec(type.trim()) ?? []
  if (outer === 'LowCardinality') return readerOf(inner)
  if (outer === 'Nullable') {
    const read = readerOf(inner)
    return (from) => (from.bytes[from.take(1)] === 1 ? null : read(from))
  }
  if (outer === 'Array') {
    const read = readerOf(inner)
    return (from) => Array.from({ length: from.varint() }, () => read(from))
  }
  if (outer === 'Tuple') {
    const members = parts(inner).map((member) => readerOf(member.replace(/^`?\w+`? /, '')))
    return (from) => members.map((read) => read(from))
  }
  if (outer === 'Map') {
    const [key, value] = parts(inner).map(readerOf) as [Read, Read]
    return (from) =>
      Object.fromEntries(Array.from({ length: from.varint() }, () => [key(from) as string, value(from)]))
  }
  if (type.startsWith('DateTime64(3')) return int64
  const read = PLAIN[type.replaceAll(' ', '')]
  if (read === undefined) throw new RangeError(`Columns of type ${type} cannot be read.`)
  return read
}

/** Splits at commas that stand in no bracket. */
function parts(list: string): string[] {
  const found: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at <= list.length; at += 1) {
    if (list[at] === '(') depth += 1
    if (list[at] === ')') depth -= 1
    if (at < list.length && (list[at] !== ',' || depth > 0)) continue
    found.push(list.slice(from, at).trim())
    from = at + 1
  }
  return found
}
