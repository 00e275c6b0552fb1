import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shanghaiTime } from '../../../core/market/trade-date.ts'
import type { Sweep } from '../ticks/source-tick.ts'
import type { SimulatedBar } from './day-shape.ts'
import { simulateDay } from './simulate-day.ts'
import { defects, type FoldedDay, foldDay } from './testing/day-fold.ts'
import { barOf, DATE, legalMarket } from './testing/legal-bar.ts'

const natural = (bars: readonly SimulatedBar[], seed = 1): Generator<Sweep> =>
  simulateDay({ tradeDate: DATE, bars, seed })

/** What must hold of a share's day, whatever its bar. */
function complaints({ bar, limits }: SimulatedBar, day: FoldedDay): string[] {
  const { open, high, low, close, volume, amount, final } = day
  const found = defects(day.ticks, 100, bar)
  const figures = { open, high, low, close, volume, amount }
  for (const [field, value] of Object.entries(figures)) {
    const wanted = bar[field as keyof typeof figures]
    if (value !== wanted) found.push(`${field} ${value}, not ${wanted}`)
  }
  if (limits === null) return found
  const closesAt = bar.close === limits.up ? 'up' : bar.close === limits.down ? 'down' : 'none'
  const sealed = final.askPrices.length === 0 ? 'up' : final.bidPrices.length === 0 ? 'down' : 'none'
  if (closesAt !== sealed) found.push(`closes at ${closesAt}, sealed ${sealed}`)
  return found
}

describe('simulated day', () => {
  it('folds to exactly the bar it was made from, whatever legal bar', () => {
    fc.assert(
      fc.property(legalMarket, fc.integer(), (market, seed) => {
        const days = foldDay(natural(market, seed))
        expect(market.flatMap((one) => complaints(one, days.get(one.bar.symbol)!))).toEqual([])
      }),
      { numRuns: 100 },
    )
  }, 120_000)

  it('is the same for the same seed, another for another seed, and does not depend on the order of shares', () => {
    fc.assert(
      fc.property(legalMarket, fc.integer(), (market, seed) => {
        const text = JSON.stringify([...natural(market, seed)])
        expect(JSON.stringify([...natural(market, seed)])).toBe(text)
        expect(JSON.stringify([...natural([...market].reverse(), seed)])).toBe(text)
        expect(JSON.stringify([...natural(market, seed + 1)])).not.toBe(text)
        const [first] = market
        const alone = foldDay(natural([first!], seed)).get(first!.bar.symbol)?.ticks
        expect(foldDay(natural(market, seed)).get(first!.bar.symbol)?.ticks).toEqual(alone)
      }),
      { numRuns: 4 },
    )
  }, 60_000)

  it('hands out sweeps in the order of time, each after the one before it', () => {
    let covered = shanghaiTime(DATE, 9, 15) - 1
    for (const { until, ticks } of natural([
      { bar: barOf({}), limits: null, board: 'SH_MAIN' },
      { bar: barOf({ symbol: '000001.SZ' }), limits: null, board: 'SZ_MAIN' },
    ])) {
      let time = covered
      for (const { eventTime } of ticks) {
        expect(eventTime).toBeGreaterThan(covered)
        expect(eventTime).toBeGreaterThanOrEqual(time)
        time = eventTime
      }
      expect(until).toBeGreaterThanOrEqual(time)
      expect(until).toBeGreaterThan(covered)
      covered = until
    }
    // ChiNext and STAR trade after hours on that day, so the session of ticks ends at 15:31.
    expect(covered).toBe(shanghaiTime(DATE, 15, 31) - 1)
  })
})
