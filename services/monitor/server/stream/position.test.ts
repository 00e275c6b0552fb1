import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCoveredBy, Layout, later, STREAM_TOPICS } from './position.ts'

const ONE = Object.fromEntries(STREAM_TOPICS.map((topic) => [topic, 1])) as never
const layout = new Layout({ ...(ONE as Record<string, number>), limitChanges: 3, partials: 3 } as never)
const offsets = fc.array(fc.nat({ max: Number.MAX_SAFE_INTEGER }), {
  minLength: layout.size,
  maxLength: layout.size,
})

describe('positions of the stream', () => {
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(offsets, (list) => {
        expect(layout.decode(layout.encode(list))).toEqual(list)
      }),
    )
  })

  it('of another layout, or of nothing, are refused', () => {
    const other = new Layout(ONE)
    expect(layout.size).toBe(12)
    expect(layout.decode(other.encode(new Array(other.size).fill(1)))).toBeUndefined()
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(layout.decode(text)).toBeUndefined()
      }),
    )
    const good = layout.encode(new Array(layout.size).fill(7))
    for (const bad of [
      `${good}-`,
      `2${good.slice(1)}`,
      good.replace('7', '-7'),
      good.replace('7', ''),
      good.replace('7', 'zzzzzzzzzzz'),
    ])
      expect(layout.decode(bad), bad).toBeUndefined()
  })

  it('have a later one that covers both', () => {
    fc.assert(
      fc.property(offsets, offsets, (left, right) => {
        const both = later(left, right)
        expect(isCoveredBy(left, both) && isCoveredBy(right, both)).toBe(true)
        expect(both.every((offset, slot) => offset === left[slot] || offset === right[slot])).toBe(true)
      }),
    )
  })
})
