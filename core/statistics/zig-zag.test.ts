import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zigZagLegs } from './zig-zag.ts'

const turnsOf = (values: readonly number[], reversal: number): number[] => {
  const legs = zigZagLegs(values, reversal)
  return legs.length === 0 ? [] : [legs[0]!.from, ...legs.map(({ to }) => to)]
}

describe('zigZagLegs', () => {
  it('turns at extremes that are followed by a reversal', () => {
    // Up to 110, down 5.5% to 104, up to 120, down 2.5% only, up to 121, down to 115.
    const legs = zigZagLegs([100, 105, 110, 107, 104, 112, 120, 117, 121, 118, 115], 0.03)
    expect(legs.map(({ from, to }) => [from, to])).toEqual([
      [0, 2],
      [2, 4],
      [4, 8],
      [8, 10],
    ])
    expect(legs[1]!.change).toBeCloseTo(104 / 110 - 1, 12)
  })

  it('begins with the extreme before the first reversal', () => {
    expect(turnsOf([100, 101, 102, 98, 97], 0.03)).toEqual([2, 4])
    expect(turnsOf([100, 99, 98, 103], 0.03)).toEqual([2, 3])
  })

  it('has no leg without a reversal', () => {
    expect(zigZagLegs([100, 101, 102, 101, 100], 0.03)).toEqual([])
    expect(zigZagLegs([], 0.03)).toEqual([])
  })

  it('has legs that alternate, are long enough, and within which nothing turns', () => {
    const reversal = 0.03
    fc.assert(
      fc.property(fc.array(fc.double({ min: 50, max: 150, noNaN: true }), { maxLength: 80 }), (values) => {
        const legs = zigZagLegs(values, reversal)
        legs.forEach(({ from, to, change }, at) => {
          if (at > 0) expect(from).toBe(legs[at - 1]!.to)
          if (at > 0) expect(Math.sign(change)).toBe(-Math.sign(legs[at - 1]!.change))
          // A fall of 3% of the high, a rise of 3% of the low.
          expect(Math.abs(change)).toBeGreaterThanOrEqual(reversal - 1e-12)
          const way = values.slice(from, to + 1)
          const [first, last] = [way[0]!, way.at(-1)!]
          expect([Math.min(...way), Math.max(...way)]).toEqual(change > 0 ? [first, last] : [last, first])
          let extreme = first
          for (const value of way) {
            extreme = change > 0 ? Math.max(extreme, value) : Math.min(extreme, value)
            if (change > 0) expect(value).toBeGreaterThan(extreme * (1 - reversal))
            else expect(value).toBeLessThan(extreme * (1 + reversal))
          }
        })
      }),
    )
  })
})
