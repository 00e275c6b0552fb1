import { WarehouseError } from '../errors.ts'
import { ByteWriter } from './byte-writer.ts'

type NumberType =
  | 'UInt8'
  | 'UInt16'
  | 'UInt32'
  /** Up to 2^53. */
  | 'UInt64'
  /** Within ±2^53. */
  | 'Int64'
  | 'Float64'
  /** Days since 1970-01-01. */
  | 'Date'
  /** The same, from 1900 to 2299. */
  | 'Date32'
  /** Milliseconds since the epoch, whatever time zone the column shows. */
  | 'DateTime64(3)'
  | `DateTime64(3, ${string})`
  | `DateTime64(3,${string})`
  /** In 1/10000, within ±2^53. */
  | 'Decimal(18,4)'
  | 'Decimal(18, 4)'
  /** In 1/100, within ±2^53. */
  | 'Decimal(20,2)'
  | 'Decimal(20, 2)'

type Scalar = NumberType | 'Bool' | 'String'

/** Types of ClickHouse columns that can be written; a name as in the table's DDL. */
export type RowBinaryType =
  | Scalar
  | `Nullable(${Scalar})`
  | 'LowCardinality(String)'
  | 'LowCardinality(Nullable(String))'
  | 'Array(String)'
  | 'Array(LowCardinality(String))'
  | `Array(Tuple(${string}))`
  | `Array(${NumberType})`
  | `Map(String, ${NumberType | 'String'})`

/** What a row gives for a column of this type. */
export type RowBinaryValue<Type> = Type extends 'Bool'
  ? boolean
  : Type extends 'String'
    ? string | Uint8Array
    : Type extends `Array(Tuple(${string}))`
      ? readonly (readonly unknown[])[]
      : Type extends `Map(${string}, ${infer Value})`
        ? Readonly<Record<string, Value extends 'String' ? string : number>>
        : Type extends `Array(${NumberType})`
          ? readonly number[]
          : Type extends `Array(${string})`
            ? readonly string[]
            : Type extends `LowCardinality(${infer Inner})`
              ? RowBinaryValue<Inner>
              : Type extends `Nullable(${infer Inner})`
                ? RowBinaryValue<Inner> | null
                : number

type ColumnOf<Row, Type> = Type extends RowBinaryType
  ? { readonly name: string; readonly type: Type; readonly get: (row: Row) => RowBinaryValue<Type> }
  : never

/** A column of a table and where its value stands in a row. */
export type RowBinaryColumn<Row> = ColumnOf<Row, RowBinaryType>

/** Turns rows into the body of an insert in ClickHouse's RowBinary format. */
export interface RowBinaryEncoder<Row> {
  /** Names of the columns, in the order of the bytes. */
  readonly columns: readonly string[]
  /** Rows and bytes since the last `take`. */
  readonly rows: number
  readonly bytes: number
  /** @throws WarehouseError `unencodable` naming the column; what was appended before stays. */
  append(row: Row): void
  /** The rows since the last `take`; the encoder begins anew, in memory of its own. */
  take(): Buffer
}

/** @throws WarehouseError `unencodable` for a type that is not known, where the compiler could not see it. */
export function rowBinaryEncoder<Row>(columns: readonly RowBinaryColumn<Row>[]): RowBinaryEncoder<Row> {
  const writers = columns.map((column) => columnWriter<Row>(column))
  const out = new ByteWriter()
  let rows = 0
  return {
    columns: columns.map(({ name }) => name),
    get rows() {
      return rows
    },
    get bytes() {
      return out.length
    },
    append(row) {
      const start = out.length
      let at = 0
      try {
        for (; at < writers.length; at += 1) writers[at]!(out, row)
      } catch (cause) {
        out.rewind(start)
        const { name, type } = columns[at]!
        const why = cause instanceof Error ? cause.message : String(cause)
        throw new WarehouseError('unencodable', `Column ${name} ${type}: ${why}`, { cause })
      }
      rows += 1
    },
    take() {
      rows = 0
      return out.take()
    },
  }
}

type Writer<Value> = (out: ByteWriter, value: Value) => void

function columnWriter<Row>({ name, type, get }: RowBinaryColumn<Row>): Writer<Row> {
  const read = get as (row: Row) => never
  const write = typeWriter(type)
  if (write !== undefined) return (out, row) => write(out, read(row))
  throw new WarehouseError('unencodable', `Column ${name}: rows of type ${type} cannot be written.`)
}

function typeWriter(type: string): Writer<never> | undefined {
  const [, outer, inner] = /^(Nullable|LowCardinality|Array|Tuple|Map)\((.*)\)$/s.exec(type) ?? []
  if (outer === 'LowCardinality') return typeWriter(inner!)
  if (outer === 'Nullable') return nullable(typeWriter(inner!))
  if (outer === 'Array') return arrayWriter(inner!)
  if (outer === 'Tuple') return tuple(tupleTypes(inner!).map(typeWriter))
  if (outer === 'Map') return map(tupleTypes(inner!).map(typeWriter))
  const plain = type.replaceAll(' ', '')
  return plain.startsWith('DateTime64(3') ? WRITERS.Int64 : WRITERS[plain]
}

function nullable(write: Writer<never> | undefined): Writer<never> | undefined {
  if (write === undefined) return undefined
  return (out, value: unknown) => {
    if (value === null) {
      out.uint8(1)
    } else {
      out.uint8(0)
      write(out, value as never)
    }
  }
}

function arrayWriter(type: string): Writer<never> | undefined {
  const plain = type.replaceAll(' ', '')
  if (plain === 'Decimal(18,4)' || plain === 'Int64') return integers(-Number.MAX_SAFE_INTEGER)
  return plain === 'UInt64' ? integers(0) : array(typeWriter(type))
}

/** Levels of order books are lists of integers, four to a row. */
function integers(least: number): Writer<readonly number[]> {
  return (out, items) => {
    for (const item of items)
      if (!Number.isSafeInteger(item) || item < least)
        throw new RangeError(`${item} is not an integer from ${least} to 2^53`)
    out.varint(items.length)
    out.int64s(items)
  }
}

function array(write: Writer<never> | undefined): Writer<never> | undefined {
  if (write === undefined) return undefined
  return (out, items: readonly never[]) => {
    const { length } = items
    out.varint(length)
    for (let at = 0; at < length; at += 1) write(out, items[at]!)
  }
}

/** Pairs of key and value behind their number. */
function map([writeKey, writeValue]: readonly (Writer<never> | undefined)[]): Writer<never> | undefined {
  if (writeKey === undefined || writeValue === undefined) return undefined
  return (out, record: Readonly<Record<string, never>>) => {
    const keys = Object.keys(record)
    out.varint(keys.length)
    for (const key of keys) {
      writeKey(out, key as never)
      writeValue(out, record[key]!)
    }
  }
}

/** Members stand one after the other, without names. */
function tuple(writers: readonly (Writer<never> | undefined)[]): Writer<never> | undefined {
  if (writers.includes(undefined)) return undefined
  return (out, members: readonly never[]) => {
    if (members.length !== writers.length)
      throw new RangeError(`${members.length} members instead of ${writers.length}`)
    for (const [index, write] of writers.entries()) write!(out, members[index]!)
  }
}

/** Types of a tuple's members, of a list like `from Date, until Nullable(Date)`. */
function tupleTypes(list: string): readonly string[] {
  const types: string[] = []
  let depth = 0
  let member = ''
  for (const character of `${list},`) {
    if (character === '(') depth += 1
    if (character === ')') depth -= 1
    if (character === ',' && depth === 0) {
      types.push(member.trim().replace(/^`?\w+`? (?=\S)/, ''))
      member = ''
    } else member += character
  }
  return types
}

const writeInt64: Writer<number> = (out, value) => {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not an integer within ±2^53`)
  out.int64(value)
}

/** Days since 1970-01-01 of 1900-01-01 and 2299-12-31. */
const DATE32 = { first: -25_567, last: 120_529 } as const

const WRITERS: Readonly<Record<string, Writer<never>>> = {
  UInt8: (out, value: number) => out.uint8(unsigned(value, 0xff)),
  UInt16: (out, value: number) => out.uint16(unsigned(value, 0xffff)),
  UInt32: (out, value: number) => out.uint32(unsigned(value, 0xffff_ffff)),
  UInt64: (out, value: number) => out.int64(unsigned(value, Number.MAX_SAFE_INTEGER)),
  Int64: writeInt64,
  Float64: (out, value: number) => {
    if (typeof value !== 'number') throw new RangeError(`${value} is not a number`)
    out.float64(value)
  },
  Date: (out, value: number) => out.uint16(unsigned(value, 0xffff)),
  Date32: (out, value: number) => {
    if (!Number.isInteger(value) || value < DATE32.first || value > DATE32.last)
      throw new RangeError(`${value} is not a day from 1900 to 2299`)
    out.uint32(value >>> 0)
  },
  'Decimal(18,4)': writeInt64,
  'Decimal(20,2)': (out, value: number) => {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not an integer within ±2^53`)
    out.int128(value)
  },
  Bool: (out, value: boolean) => {
    if (typeof value !== 'boolean') throw new RangeError(`${value} is neither true nor false`)
    out.uint8(value ? 1 : 0)
  },
  String: writeText,
}

function writeText(out: ByteWriter, value: string | Uint8Array): void {
  if (typeof value === 'string') out.text(value)
  else if (value instanceof Uint8Array) out.bytes(value)
  else throw new RangeError(`${value} is neither text nor bytes`)
}

function unsigned(value: number, greatest: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= greatest) return value
  throw new RangeError(`${value} is not an integer from 0 to ${greatest}`)
}
