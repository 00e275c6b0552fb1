import avro from 'avsc'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LONG_LIMIT } from './exact-long.ts'
import { avroType } from './schemas.ts'

const SCHEMA = {
  type: 'record',
  name: 'Longs',
  fields: [
    { name: 'long', type: 'long' },
    { name: 'nullable', type: ['null', 'long'] },
    { name: 'list', type: { type: 'array', items: 'long' } },
  ],
}
const ours = avroType(SCHEMA)
const theirs = avro.Type.forSchema(SCHEMA as never)

/** Longs of every length in bytes; avsc itself is exact up to 2^51 on both sides. */
const long = fc
  .tuple(fc.integer({ min: 0, max: 51 }), fc.double({ min: -1, max: 1, noNaN: true }))
  .map(([bits, share]) => Math.trunc(share * 2 ** bits) + 0)
const record = fc.record({ long, nullable: fc.option(long), list: fc.array(long) })

describe('longs, nullable longs and lists of longs', () => {
  it('have the bytes of avsc and are read back', () => {
    fc.assert(
      fc.property(record, (value) => {
        const bytes = ours.toBuffer(value)
        expect(bytes.equals(theirs.toBuffer(value))).toBe(true)
        expect({ ...(ours.fromBuffer(bytes) as object) }).toEqual(value)
      }),
    )
  })

  it.each([0, -1, 63, 64, -64, -65, 2 ** 27 - 1, 2 ** 27, -(2 ** 27), -(2 ** 27) - 1, LONG_LIMIT - 1])(
    'are exact at %d',
    (edge) => {
      const value = { long: edge, nullable: edge, list: [edge] }
      const bytes = ours.toBuffer(value)
      expect(bytes.equals(theirs.toBuffer(value))).toBe(true)
      expect({ ...(ours.fromBuffer(bytes) as object) }).toEqual(value)
    },
  )

  it('are exact at the lower limit, where avsc is not', () => {
    const value = { long: -LONG_LIMIT, nullable: -LONG_LIMIT, list: [-LONG_LIMIT] }
    expect({ ...(ours.fromBuffer(ours.toBuffer(value)) as object) }).toEqual(value)
  })

  it('are refused beyond the limits, and where they are none', () => {
    for (const wrong of [LONG_LIMIT, -LONG_LIMIT - 2, 0.5, Number.NaN, '1', undefined])
      for (const field of ['long', 'nullable', 'list'] as const) {
        const value = { long: 1, nullable: null, list: [1], [field]: field === 'list' ? [wrong] : wrong }
        expect(() => ours.toBuffer(value)).toThrow()
      }
  })

  it('reads lists that another writer has cut into blocks, with their sizes', () => {
    // 1, then null, then a block of -2 items in 3 bytes (3, 64), a block of 1 item (-1), the end.
    const bytes = Buffer.from([2, 0, 3, 6, 6, 0x80, 1, 2, 1, 0])
    expect(theirs.fromBuffer(bytes)).toMatchObject({ long: 1, nullable: null, list: [3, 64, -1] })
    expect(ours.fromBuffer(bytes)).toMatchObject({ long: 1, nullable: null, list: [3, 64, -1] })
  })

  it('refuses a list that is longer than its value', () => {
    const bytes = Buffer.from([2, 0, 0xfe, 0xff, 0xff, 0xff, 0x0f, 2])
    expect(() => ours.fromBuffer(bytes)).toThrow(/ends before/)
  })

  it('reads what was written before a field became nullable', () => {
    const before = avroType({ type: 'record', name: 'Longs', fields: [{ name: 'nullable', type: 'long' }] })
    const after = avroType({
      type: 'record',
      name: 'Longs',
      fields: [{ name: 'nullable', type: ['null', 'long'] }],
    })
    const bytes = before.toBuffer({ nullable: -5_000_000_000 })
    expect(after.fromBuffer(bytes, after.createResolver(before))).toMatchObject({ nullable: -5_000_000_000 })
  })
})
