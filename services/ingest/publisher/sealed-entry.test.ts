import { describe, expect, it } from 'vitest'
import { sealed, unsealed } from './sealed-entry.ts'

const VALUE = Buffer.from('{"frontier":20220427}')

describe('a sealed entry', () => {
  it('comes back as it was', () => {
    expect(Buffer.from(unsealed('k', sealed(VALUE)))).toEqual(VALUE)
    expect(Buffer.from(unsealed('k', sealed(Buffer.alloc(0))))).toEqual(Buffer.alloc(0))
  })

  it('is refused when any one bit of it differs, or its end is missing', () => {
    const entry = sealed(VALUE)
    for (let bit = 0; bit < entry.length * 8; bit += 1) {
      const damaged = Buffer.from(entry)
      damaged[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => unsealed('main/1/publisher', damaged)).toThrow(/main\/1\/publisher is damaged/)
    }
    for (let length = 1; length < entry.length; length += 1)
      expect(() => unsealed('k', entry.subarray(0, length))).toThrow(/damaged/)
  })

  it('of an older version is taken as it is', () => {
    for (const old of ['{"a":1}', '[1]', '"id"', '12', '\u001f\u008b', '\u0009600000.SH'])
      expect(Buffer.from(unsealed('k', Buffer.from(old, 'latin1')))).toEqual(Buffer.from(old, 'latin1'))
  })
})
