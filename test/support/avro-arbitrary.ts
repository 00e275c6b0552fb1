import fc from 'fast-check'

type Avro = string | readonly Avro[] | AvroComplex
interface AvroComplex {
  readonly type: Avro
  readonly name?: string
  readonly symbols?: readonly string[]
  readonly items?: Avro
  readonly values?: Avro
  readonly fields?: readonly AvroField[]
}
interface AvroField {
  readonly name: string
  readonly type: Avro
  readonly brand?: string
}

const unicode = fc.string({ unit: 'binary', maxLength: 80 })
const PRIMITIVES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  null: fc.constant(null),
  boolean: fc.boolean(),
  int: fc.integer(),
  long: fc.oneof(fc.integer(), fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 })),
  double: fc.double(),
  string: unicode,
  bytes: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
}

const notNegative = fc.oneof(fc.nat(), fc.integer({ min: 0, max: 2 ** 52 - 1 }))
const symbol = fc.string({ unit: 'binary', minLength: 1, maxLength: 16 })
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 })
/** Fields of which readers refuse some values; the rules are written out here once more, by hand. */
const BY_BRAND: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  Price: notNegative,
  Fen: notNegative,
  InstrumentSymbol: symbol,
  EventTime: fc.integer({ min: -8_000_000_000_000, max: 4_102_444_800_000 }),
  TradeDate: fc
    .tuple(
      fc.integer({ min: 1700, max: 2100 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 31 }),
    )
    .map(([year, month, day]) => year * 10_000 + month * 100 + day),
}
const BY_NAME: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  epoch: fc.nat(),
  volume: notNegative,
  afterHoursVolume: notNegative,
  totalShares: notNegative,
  dataset: name,
  series: name,
  strategy: name,
  signal: name,
  scope: name,
}

/** Values of an Avro schema that can be true, made from the schema's text alone. */
export function avroArbitrary(schema: object): fc.Arbitrary<unknown> {
  return arbitrary(schema as AvroComplex, new Map())
}

function arbitrary(schema: Avro, named: Map<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  if (typeof schema === 'string') {
    const known = PRIMITIVES[schema] ?? named.get(schema)
    if (known === undefined) throw new Error(`No values for Avro type ${schema}`)
    return known
  }
  if (isUnion(schema)) return fc.oneof(...schema.map((branch) => arbitrary(branch, named)))
  const made = complex(schema, named)
  if (schema.name !== undefined) named.set(schema.name, made)
  return made
}

function fieldArbitrary(
  { name, type, brand = '' }: AvroField,
  named: Map<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<unknown> {
  const branches = isUnion(type as readonly Avro[]) ? (type as readonly Avro[]) : [type]
  const isDouble = branches.includes('double')
  const range = BY_NAME[name] === undefined ? {} : { min: 0 }
  const values = isDouble
    ? fc.double({ ...range, noNaN: true, noDefaultInfinity: true })
    : (BY_BRAND[brand] ?? BY_NAME[name])
  return values === undefined ? arbitrary(type, named) : nullable(branches, values)
}

const nullable = (branches: readonly Avro[], values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  branches.includes('null') ? fc.oneof(fc.constant(null), values) : values

function isUnion(schema: readonly Avro[] | AvroComplex): schema is readonly Avro[] {
  return Array.isArray(schema)
}

function complex(schema: AvroComplex, named: Map<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  const { type, symbols, items, values, fields } = schema
  if (symbols !== undefined) return fc.constantFrom(...symbols)
  if (items !== undefined) return fc.array(arbitrary(items, named), { maxLength: 5 })
  if (values !== undefined) {
    const key = unicode.filter((text) => text !== '__proto__')
    return fc.dictionary(key, arbitrary(values, named), { maxKeys: 5, noNullPrototype: true })
  }
  if (fields !== undefined) {
    const model = fields.map((field) => [field.name, fieldArbitrary(field, named)] as const)
    return fc.record(Object.fromEntries(model), { noNullPrototype: true })
  }
  return arbitrary(type, named)
}
