import fc, { type Arbitrary } from 'fast-check'
import { shanghaiTime, type TradeDate, tradeDateFromDays } from '../../../core/market/trade-date.ts'
import type { SchemaName } from '../../../runtime/codec/port.ts'
import { SCHEMAS } from '../../../runtime/codec/schemas.ts'

/** A field of an Avro schema as the file has it. */
export interface AvroField {
  readonly name: string
  readonly type: AvroType
  readonly brand?: string
}
export type AvroType = string | AvroComplex | readonly AvroType[]
export interface AvroComplex {
  readonly type: string
  readonly name?: string
  readonly symbols?: readonly string[]
  readonly items?: AvroType
  readonly values?: AvroType
  readonly fields?: readonly AvroField[]
}

const LONG = 2 ** 52 - 1
const RATIO = 1e12
/** Last day that a `Date` holds. */
const LAST_DAY = 65_535

const dates = fc.integer({ min: 0, max: LAST_DAY }).map(tradeDateFromDays)
const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
/** What an object can hold under its own name. */
const names = text.filter((name) => name !== '__proto__')
const RECORD = { maxKeys: 4, noNullPrototype: true } as const

/** Fields whose values are narrower or wider than their type says. */
const BY_NAME: Readonly<Record<string, Arbitrary<unknown>>> = {
  // Each is a partition of its own.
  dataset: fc.constantFrom('main', 'sim-7', 'replay-数'),
  epoch: fc.integer({ min: 1, max: 2 }),
  openReturn: fc.integer({ min: -RATIO, max: RATIO }),
  closeReturn: fc.integer({ min: -RATIO, max: RATIO }),
  series: name,
  strategy: name,
  signal: name,
  scope: name,
  statusKnownFrom: fc.oneof(fc.constant(0), dates),
}
const BY_BRAND: Readonly<Record<string, Arbitrary<unknown>>> = {
  TradeDate: dates,
  EventTime: fc.integer({ min: 0, max: shanghaiTime(2100_01_01 as TradeDate, 0, 0) }),
  Price: fc.integer({ min: 0, max: LONG }),
  Fen: fc.integer({ min: 0, max: LONG }),
  InstrumentSymbol: name,
}
const NULL = fc.constant(null)
const BY_TYPE: Readonly<Record<string, Arbitrary<unknown>>> = {
  boolean: fc.boolean(),
  int: fc.nat(),
  long: fc.nat({ max: LONG }),
  double: fc.double({ noNaN: true, noDefaultInfinity: true }),
  string: text,
  bytes: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
}

/** Any record of a schema that a source could write: made from the schema, knowing nothing of tables. */
export function anyEventOf(schema: SchemaName): Arbitrary<Readonly<Record<string, unknown>>> {
  return anyRecord(SCHEMAS[schema] as AvroComplex, new Map())
}

type Named = Map<string, AvroComplex>

function anyRecord({ fields = [] }: AvroComplex, named: Named): Arbitrary<Readonly<Record<string, unknown>>> {
  return fc.record(
    Object.fromEntries(fields.map((field) => [field.name, anyValue(field, field.type, named)])),
  )
}

function anyValue(field: AvroField, type: AvroType, named: Named): Arbitrary<unknown> {
  if (Array.isArray(type)) return fc.oneof(...type.map((branch) => anyValue(field, branch, named)))
  if (typeof type === 'string') {
    const known = named.get(type)
    if (known !== undefined) return anyValue(field, known, named)
    const branded = field.brand === undefined ? undefined : BY_BRAND[field.brand]
    if (type === 'double' && field.name === 'volume')
      return fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })
    return type === 'null' ? NULL : (BY_NAME[field.name] ?? branded ?? BY_TYPE[type]!)
  }
  const complex = type as AvroComplex
  if (complex.name !== undefined) named.set(complex.name, complex)
  if (complex.symbols !== undefined) return fc.constantFrom(...complex.symbols)
  if (complex.type === 'array') return fc.array(anyValue(field, complex.items!, named), { maxLength: 3 })
  if (complex.type === 'map') return fc.dictionary(names, anyValue(field, complex.values!, named), RECORD)
  return anyRecord(complex, named)
}
