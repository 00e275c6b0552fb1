import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sameTimeRank } from './same-time-rank.ts'

describe('sameTimeRank', () => {
  const days = (count: number): number[] => Array.from({ length: count }, (_, at) => at / 100)

  it('says nothing below 20 days but how many there are', () => {
    expect(sameTimeRank([...days(19), null, null], 0.5)).toEqual({
      percentile: null,
      days: 19,
      low: null,
      mid: null,
      high: null,
    })
    expect(sameTimeRank(days(20), 0.5).percentile).toBe(100)
  })

  it('counts the day itself, by the weak rule', () => {
    // 0.00 .. 0.19 and the value 0.05 again: 7 of 21 are at or below it
    expect(sameTimeRank(days(20), 0.05).percentile).toBeCloseTo(700 / 21, 12)
    // lower than all: only itself
    expect(sameTimeRank(days(20), -1).percentile).toBeCloseTo(100 / 21, 12)
  })

  it('gives the band of the days before, without the value', () => {
    const { low, mid, high, percentile } = sameTimeRank(days(21), null)
    expect([low, mid, high]).toEqual([expect.closeTo(0.02), expect.closeTo(0.1), expect.closeTo(0.18)])
    expect(percentile).toBeNull()
  })

  it('equals counting, in whatever order the days come', () => {
    const rates = fc.array(fc.option(fc.integer({ min: 0, max: 40 })), { minLength: 20, maxLength: 60 })
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 40 }), (drawn, today) => {
        const known = drawn.filter((other) => other !== null)
        const rank = sameTimeRank(drawn, today)
        expect(rank.days).toBe(known.length)
        expect(sameTimeRank(drawn.toReversed(), today)).toEqual(rank)
        if (known.length < 20) expect(rank.percentile).toBeNull()
        else {
          const atOrBelow = known.filter((other) => other <= today).length + 1
          expect(rank.percentile).toBeCloseTo((100 * atOrBelow) / (known.length + 1), 12)
        }
      }),
    )
  })
})
