import fc from 'fast-check'

type Avro = string | readonly Avro[] | AvroComplex
interface AvroComplex {
  readonly type: Avro
  readonly name?: string
  readonly symbols?: readonly string[]
  readonly items?: Avro
  readonly values?: Avro
  readonly fields?: readonly { readonly name: string; readonly type: Avro }[]
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

/** Values of an Avro schema, made from the schema's text alone. */
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
    const model = fields.map(({ name, type }) => [name, arbitrary(type, named)] as const)
    return fc.record(Object.fromEntries(model), { noNullPrototype: true })
  }
  return arbitrary(type, named)
}
