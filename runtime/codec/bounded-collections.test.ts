import avro from 'avsc'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { avroType } from './schemas.ts'

const SCHEMA = {
  type: 'record',
  name: 'Lists',
  fields: [
    {
      name: 'parts',
      type: {
        type: 'array',
        items: { type: 'record', name: 'Part', fields: [{ name: 'name', type: 'string' }] },
      },
    },
    { name: 'counts', type: { type: 'map', values: 'double' } },
    { name: 'last', type: 'int' },
  ],
}
const LATER = { ...SCHEMA, fields: [SCHEMA.fields[2]] }

const type = avroType(SCHEMA)

function zigzag(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = value < 0n ? -2n * value - 1n : 2n * value
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Buffer.from([...bytes, Number(rest)])
}
const text = (value: string): Buffer => Buffer.concat([zigzag(BigInt(value.length)), Buffer.from(value)])

const lists = fc.record({
  parts: fc.array(fc.record({ name: fc.string() })),
  counts: fc.dictionary(
    fc.string().filter((key) => key !== '__proto__'),
    fc.double({ noNaN: true }),
    { noNullPrototype: true },
  ),
  last: fc.integer(),
})

describe('lists of records', () => {
  it("have the bytes and the values of avsc's own types, read and skipped", () => {
    const plain = avro.Type.forSchema(SCHEMA as never, { omitRecordMethods: true })
    const later = avroType(LATER)
    const resolver = later.createResolver(type)
    fc.assert(
      fc.property(lists, (value) => {
        const bytes = plain.toBuffer(value)
        expect(type.toBuffer(value)).toEqual(bytes)
        expect(type.fromBuffer(bytes)).toEqual(plain.fromBuffer(bytes))
        expect(later.fromBuffer(bytes, resolver)).toEqual({ last: value.last })
      }),
    )
  })

  it.each([20_000_000n, 2n ** 31n, 2n ** 51n, -(2n ** 40n)])(
    'are refused at once when they claim %s items',
    (count) => {
      const size = count < 0n ? zigzag(-1_000n) : Buffer.alloc(0)
      const hostile = Buffer.concat([zigzag(count), size, text('a'), zigzag(0n), zigzag(0n), zigzag(1n)])
      const hostileMap = Buffer.concat([zigzag(0n), hostile])
      const later = avroType(LATER)
      const resolver = later.createResolver(type)
      for (const bytes of [hostile, hostileMap]) {
        expect(() => type.fromBuffer(bytes)).toThrow(/a list of \d+ items in a value that ends before/)
        expect(() => later.fromBuffer(bytes, resolver)).toThrow(/in a value that ends before/)
      }
    },
  )

  it('give no map another prototype', () => {
    const hostile = Buffer.concat([
      zigzag(0n),
      zigzag(1n),
      text('__proto__'),
      Buffer.alloc(8),
      zigzag(0n),
      zigzag(1n),
    ])
    expect(() => type.fromBuffer(hostile)).toThrow('a map with the key "__proto__"')
  })
})
