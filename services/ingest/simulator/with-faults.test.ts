import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SourceTick, Sweep } from '../ticks/source-tick.ts'
import type { SimulatedFaults } from './faults.ts'
import { simulateDay } from './simulate-day.ts'
import { readDay } from './testing/hygiene.ts'
import { barOf, DATE, legalMarket } from './testing/legal-bar.ts'

const BARS = ['600000.SH', '000001.SZ', '300001.SZ', '688001.SH'].map((symbol, at) => ({
  bar: barOf({
    symbol,
    high: 105_000,
    low: 98_000,
    close: 101_000,
    volume: 3_000_000 * (at + 1),
    amount: 30_600_000_00 * (at + 1),
  }),
  limits: null,
  board: 'SH_MAIN' as const,
}))

const day = (faults?: SimulatedFaults, seed = 3): Sweep[] => [
  ...simulateDay({ tradeDate: DATE, bars: BARS, seed, ...(faults === undefined ? {} : { faults }) }),
]
const ticksOf = (sweeps: readonly Sweep[]): SourceTick[] => sweeps.flatMap(({ ticks }) => [...ticks])
const clean = ticksOf(day())

/** Ticks in a sweep after one that covers their time. */
function lateTicks(sweeps: readonly Sweep[]): SourceTick[] {
  return sweeps.flatMap(({ ticks }, at) =>
    at === 0 ? [] : ticks.filter(({ eventTime }) => eventTime <= sweeps[at - 1]!.until),
  )
}

describe('faults of a simulated feed', () => {
  it('are none at rate zero', () => {
    expect(ticksOf(day({}))).toEqual(clean)
  })

  it('are the same for the same seed', () => {
    const faults = { duplicates: 0.1, late: 0.1, reordered: 0.1, offGrid: 0.1, resets: 0.1, staleDay: 0.5 }
    expect(day(faults)).toEqual(day(faults))
  })

  it('duplicates: some snapshots come twice, nothing else changes', () => {
    const ticks = ticksOf(day({ duplicates: 0.05 }))
    const surplus = ticks.length - clean.length
    expect(surplus / clean.length).toBeGreaterThan(0.04)
    expect(surplus / clean.length).toBeLessThan(0.06)
    expect(new Set(ticks.map((tick) => JSON.stringify(tick)))).toEqual(
      new Set(clean.map((tick) => JSON.stringify(tick))),
    )
  })

  it('late: snapshots come behind a punctuation that covers them, none is lost', () => {
    const sweeps = day({ late: 0.05 })
    const late = lateTicks(sweeps)
    expect(late.length / clean.length).toBeGreaterThan(0.04)
    expect(late.length / clean.length).toBeLessThan(0.06)
    const inTime = ticksOf(sweeps).sort((a, b) => a.eventTime - b.eventTime)
    expect(inTime.map((tick) => JSON.stringify(tick)).sort()).toEqual(
      clean.map((tick) => JSON.stringify(tick)).sort(),
    )
  })

  it('reordered: a sweep holds the same snapshots in another order', () => {
    const sweeps = day({ reordered: 0.5 })
    const disorder = sweeps.filter(({ ticks }) =>
      ticks.some(({ eventTime }, at) => at > 0 && eventTime < ticks[at - 1]!.eventTime),
    )
    expect(disorder.length).toBeGreaterThan(500)
    expect(lateTicks(sweeps)).toEqual([])
  })

  it('resets: the cumulative volume falls to almost nothing, several times', () => {
    const volumes = ticksOf(day({ resets: 0.001 })).filter(({ symbol }) => symbol === '688001.SH')
    const falls = volumes.filter(({ volume }, at) => at > 0 && volume < volumes[at - 1]!.volume)
    expect(falls.length).toBeGreaterThan(0)
    expect(falls.length).toBeLessThan(20)
  })

  it('staleDay: each share begins with the close of the session before', () => {
    const stale = ticksOf(day({ staleDay: 1 })).filter(({ tradeDate }) => tradeDate !== DATE)
    expect(stale).toHaveLength(BARS.length)
    // 2022-04-26 was a Tuesday and a session.
    expect(stale.map(({ tradeDate, last }) => [tradeDate, last])).toEqual(
      BARS.map(() => [20_220_426, 100_000]),
    )
  })

  it('harmed values: crossed books, prices off the grid, highs below the last price, at their rates', () => {
    const ticks = ticksOf(day({ crossed: 0.02, offGrid: 0.02, highBelowLast: 0.02 }))
    const share = (isHarmed: (tick: SourceTick) => boolean): number =>
      ticks.filter(isHarmed).length / clean.length
    const shares = [
      share(({ bidPrices, askPrices, status }) => status !== 'auction' && bidPrices[0]! > askPrices[0]!),
      share(({ last }) => last !== null && last % 100 !== 0),
      share(({ last, high }) => last !== null && last % 100 === 0 && high! < last),
    ]
    for (const value of shares) {
      expect(value).toBeGreaterThan(0.015)
      expect(value).toBeLessThan(0.025)
    }
  })

  it('leave the day figures alone for a reader that treats them as they are to be treated', () => {
    const rate = fc.constantFrom(0, 0.001, 0.02)
    const faults = fc.record({
      duplicates: rate,
      reordered: rate,
      late: rate,
      resets: rate,
      staleDay: rate,
      crossed: rate,
      offGrid: rate,
      highBelowLast: rate,
    })
    fc.assert(
      fc.property(legalMarket, faults, fc.integer(), (bars, rates, seed) => {
        const figures = readDay(simulateDay({ tradeDate: DATE, bars, seed, faults: rates }), DATE, 100)
        const wanted = bars.map(({ bar: { symbol, open, high, low, close, volume, amount } }) => [
          symbol,
          { open, high, low, close, volume, amount },
        ])
        expect(Object.fromEntries(figures)).toEqual(Object.fromEntries(wanted))
      }),
      { numRuns: 40 },
    )
  }, 60_000)
})
