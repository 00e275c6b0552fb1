import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparable, type PercentileRule, percentileRank } from './percentile-rank.ts'

describe('percentileRank (G30)', () => {
  it.each<[PercentileRule, number, number]>([
    ['weak', 75, 75],
    ['strict', 50, 25],
    ['mean', 62.5, 50],
    ['rank', 75, 62.5],
  ])('%s', (rule, withoutTies, withTies) => {
    expect(percentileRank([1, 2, 3, 4], 3, { rule })).toBe(withoutTies)
    expect(percentileRank([1, 2, 2, 3], 2, { rule })).toBe(withTies)
  })

  it('is weak by default', () => {
    expect(percentileRank([1, 2, 2, 3], 2)).toBe(75)
  })

  it('reproduces a published percentile: 165 of 244 is 67.6 (G20)', () => {
    const window = Array.from({ length: 244 }, (_, index) => index + 1)
    expect(percentileRank(window, 165)!.toFixed(1)).toBe('67.6')
  })

  it('leaves nulls out', () => {
    expect(percentileRank([null, 1, null, 2, 3, 4, null], 3)).toBe(75)
  })

  it('needs 60% of the nominal window', () => {
    const values = (count: number) => Array.from({ length: count }, (_, index) => index)
    expect(percentileRank(values(145), 0, { nominal: 243 })).toBeNull()
    expect(percentileRank(values(146), 0, { nominal: 243 })).not.toBeNull()
    expect(percentileRank([...values(6), null, null, null, null], 5, { nominal: 10 })).toBe(100)
    expect(percentileRank([...values(5), null, null, null, null, null], 4, { nominal: 10 })).toBeNull()
    expect(percentileRank([], 1)).toBeNull()
    expect(percentileRank([null], 1)).toBeNull()
  })

  it('does not tell sums apart that were added in another order', () => {
    expect(0.1 + 0.2 === 0.3).toBe(false)
    expect(percentileRank([0.1 + 0.2, 1], 0.3)).toBe(50)
    expect(percentileRank([0.1 + 0.2, 1], 0.3, { rule: 'strict' })).toBe(0)
    expect(percentileRank([1, 1 + 1e-9], 1)).toBe(50)
  })

  it('equals a sort of the window', () => {
    const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(values, fc.nat(59), (window, index) => {
        const value = window[index % window.length]!
        const sorted = [...window].sort((a, b) => a - b)
        const first = sorted.indexOf(value)
        const last = sorted.lastIndexOf(value)
        const percent = (position: number) => (100 * position) / window.length
        expect(percentileRank(window, value, { rule: 'strict' })).toBe(percent(first))
        expect(percentileRank(window, value, { rule: 'weak' })).toBe(percent(last + 1))
        expect(percentileRank(window, value, { rule: 'mean' })).toBe(percent((first + last + 1) / 2))
        expect(percentileRank(window, value, { rule: 'rank' })).toBe(percent((first + last + 2) / 2))
      }),
    )
  })
})

describe('comparable', () => {
  it('changes a value by no more than 1e-12 of itself and keeps order', () => {
    const anyDouble = fc.double({ noNaN: true, min: -1e200, max: 1e200 })
    fc.assert(
      fc.property(anyDouble, anyDouble, (one, other) => {
        if (Math.abs(one) > 1e-290)
          expect(Math.abs(comparable(one) - one)).toBeLessThanOrEqual(1e-12 * Math.abs(one))
        if (one <= other) expect(comparable(one)).toBeLessThanOrEqual(comparable(other))
      }),
    )
    expect(comparable(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
    expect(comparable(Number.MAX_VALUE)).toBe(Number.MAX_VALUE)
  })
})
