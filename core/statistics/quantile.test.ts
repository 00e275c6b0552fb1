import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantile } from './quantile.ts'

describe('quantile', () => {
  it.each([
    // worked out by hand: 1-based place 1 + (n - 1) * share
    [[1, 2, 3, 4, 5], 0.5, 3],
    [[1, 2, 3, 4], 0.5, 2.5],
    [[10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110], 0.1, 20],
    [[0, 1], 0.1, 0.1],
    [[0, 1, 2, 3], 0.9, 2.7],
    [[7], 0.9, 7],
  ])('of %j at %d is %d', (values, share, expected) => {
    expect(quantile(values, share)).toBeCloseTo(expected, 12)
  })

  it('of nothing is unknown', () => {
    expect(quantile([], 0.5)).toBeNull()
  })

  it('lies between the values around it, and as many lie below as its share says', () => {
    const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 100 }), (drawn, percent) => {
        const share = percent / 100
        const ascending = drawn.toSorted((a, b) => a - b)
        const value = quantile(ascending, share)!
        const atOrBelow = ascending.filter((other) => other <= value + 1e-9).length
        const atOrAbove = ascending.filter((other) => other >= value - 1e-9).length
        expect(atOrBelow).toBeGreaterThanOrEqual(Math.floor((ascending.length - 1) * share + 1e-9) + 1)
        expect(atOrAbove).toBeGreaterThanOrEqual(
          ascending.length - Math.ceil((ascending.length - 1) * share - 1e-9),
        )
      }),
    )
  })
})
