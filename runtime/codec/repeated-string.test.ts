import avro from 'avsc'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repeatedStrings } from './repeated-string.ts'

const plain = avro.Type.forSchema('string')
const ours = avro.Type.forSchema('string', { typeHook: repeatedStrings })

const text = fc.oneof(
  fc.constantFrom(
    'main',
    '600519.SH',
    '',
    'a'.repeat(48),
    'a'.repeat(49),
    '涨停',
    '\u0000',
    'é',
    '\u{1f600}',
  ),
  fc.string({ maxLength: 70 }),
  fc.string({ unit: 'binary', maxLength: 70 }),
)

describe('repeated strings', () => {
  it('have the bytes and the values of avsc strings, again and again', () => {
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        for (const value of [...texts, ...texts]) {
          const bytes = plain.toBuffer(value)
          expect(ours.toBuffer(value)).toEqual(bytes)
          expect(ours.fromBuffer(bytes)).toBe(plain.fromBuffer(bytes))
        }
      }),
    )
  })

  it('say as avsc does how much room is missing, and write nothing past the end', () => {
    fc.assert(
      fc.property(text, fc.nat(80), (value, room) => {
        const [expected, actual] = [Buffer.alloc(room, 7), Buffer.alloc(room, 7)]
        expect(ours.encode(value, actual, 0)).toBe(plain.encode(value, expected, 0))
      }),
    )
  })

  it('refuse truncated bytes and what is no string', () => {
    const bytes = plain.toBuffer('600519.SH')
    for (let length = 0; length < bytes.length; length += 1)
      expect(() => ours.fromBuffer(bytes.subarray(0, length))).toThrow()
    expect(() => ours.toBuffer(600519)).toThrow(/invalid "string"/)
  })
})
