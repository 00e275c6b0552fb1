import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type TradeDate } from '../../../core/market/trade-date.ts'
import { riskControl } from './risk-control.ts'
import { NO_YIELDS, takeYield, yieldsAt } from './yield-history.ts'

const THRESHOLDS = { yieldPercent: 30, crowdingPercent: 55 }
const date = (value: number): TradeDate => value as TradeDate

describe('risk control', () => {
  it('reproduces the published change of the yield (G25)', () => {
    const published = riskControl({ now: 1.65, yearAgo: 2.25 }, { now: 1, yearAgo: 1 }, THRESHOLDS)
    expect(published.yieldYoy).toBeCloseTo(-0.2667, 4)
    expect(published.state).toBe('riskOn')
    const risen = riskControl({ now: 2.6, yearAgo: 2.0 }, { now: 1, yearAgo: 1 }, THRESHOLDS)
    expect(risen).toMatchObject({ state: 'riskOff', triggers: ['yield'] })
  })

  it('meets its thresholds inclusively, whatever binary fractions make of them', () => {
    for (const yearAgo of [1, 2, 3, 3.3, 2.7, 1.7654, 2.9871]) {
      const now = Math.round(yearAgo * 13_000) / 10_000
      const exact = Math.round(now * 10_000) * 10 >= Math.round(yearAgo * 10_000) * 13
      expect(riskControl({ now, yearAgo }, null, THRESHOLDS).triggers).toEqual(exact ? ['yield'] : [])
      const below = Math.round(yearAgo * 13_000 - 2) / 10_000
      expect(riskControl({ now: below, yearAgo }, null, THRESHOLDS).triggers).toEqual([])
    }
    expect(1.3052 / 1.004 - 1).toBeLessThan(0.3)
    expect(riskControl({ now: 1.3052, yearAgo: 1.004 }, null, THRESHOLDS).triggers).toEqual(['yield'])
    for (const yearAgo of [1, 1.1, 0.7, 2.3]) {
      expect(riskControl(null, { now: yearAgo * 1.55, yearAgo }, THRESHOLDS).triggers).toEqual(['crowding'])
      expect(riskControl(null, { now: yearAgo * 1.5499, yearAgo }, THRESHOLDS).triggers).toEqual([])
    }
  })

  it('says what is missing, and never that nothing threatens', () => {
    const calm = { now: 1, yearAgo: 1 }
    const wild = { now: 2, yearAgo: 1 }
    expect(riskControl(null, calm, THRESHOLDS).state).toBe('yieldMissing')
    expect(riskControl(calm, null, THRESHOLDS).state).toBe('crowdingMissing')
    expect(riskControl(null, null, THRESHOLDS).state).toBe('missing')
    expect(riskControl(null, wild, THRESHOLDS).state).toBe('riskOff')
    expect(riskControl(wild, wild, THRESHOLDS).triggers).toEqual(['yield', 'crowding'])
  })
})

describe('yields of a year', () => {
  it('compare with the last value on or before the same day a year ago', () => {
    const history = [
      [20240628, 2.25],
      [20240701, 2.24],
      [20250630, 1.65],
    ].reduce((known, [day, value]) => takeYield(known, date(day!), value!), NO_YIELDS)
    expect(yieldsAt(history, date(20250701), 14)).toEqual({ now: 1.65, yearAgo: 2.25 })
  })

  it('take the first release of a day and no revision', () => {
    const known = takeYield(NO_YIELDS, date(20250630), 1.65)
    expect(takeYield(known, date(20250630), 1.7)).toBe(known)
    expect(takeYield(known, date(20250627), 1.7)).toBe(known)
  })

  it('are missing when the latest, or the one of a year ago, is too old', () => {
    const old = takeYield(takeYield(NO_YIELDS, date(20240601), 2), date(20250630), 1.65)
    expect(yieldsAt(old, date(20250701), 14)).toBeNull()
    const known = takeYield(takeYield(NO_YIELDS, date(20240628), 2), date(20250630), 1.65)
    expect(yieldsAt(known, date(20250714), 14)).not.toBeNull()
    expect(yieldsAt(known, date(20250715), 14)).toBeNull()
  })

  it('equal what the whole history says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 100, max: 500 })), {
          minLength: 50,
          maxLength: 400,
        }),
        (steps) => {
          let day = date(20200101)
          let history = NO_YIELDS
          const all: [TradeDate, number][] = []
          for (const [gap, value] of steps) {
            day = addDays(day, gap)
            all.push([day, value])
            history = takeYield(history, day, value)
          }
          const target = day % 10_000 === 229 ? day - 10_001 : day - 10_000
          const before = all.filter(([each]) => each <= target).at(-1)
          const expected =
            before === undefined || before[0] < addDays(date(target), -14)
              ? null
              : { now: all.at(-1)![1], yearAgo: before[1] }
          expect(yieldsAt(history, day, 14)).toEqual(expected)
        },
      ),
    )
  })
})
