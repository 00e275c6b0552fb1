import { describe, expect, it } from 'vitest'
import type { Price } from '../../../core/market/price.ts'
import { shanghaiTime } from '../../../core/market/trade-date.ts'
import type { SourceTick } from '../ticks/source-tick.ts'
import { simulateDay } from './simulate-day.ts'
import { foldDay } from './testing/day-fold.ts'
import { barOf, DATE } from './testing/legal-bar.ts'

const LIMITS = { up: 110_000 as Price, down: 90_000 as Price }

/** Snapshots of one share with such prices (in fen) from the opening trade on, without auctions. */
function trading(open: number, high: number, low: number, close: number, seed = 1): SourceTick[] {
  const [o, h, l, c] = [open, high, low, close].map((fen) => fen * 100)
  const bar = barOf({ open: o, high: h, low: l, close: c, volume: 5_000_000 })
  const sweeps = simulateDay({ tradeDate: DATE, bars: [{ bar, limits: LIMITS, board: 'SH_MAIN' }], seed })
  const { ticks } = foldDay(sweeps).get(bar.symbol)!
  return ticks.filter(({ status }) => status !== 'auction')
}

const isSealed = ({ last, askPrices, bidPrices, bidVolumes }: SourceTick): boolean =>
  last === LIMITS.up && askPrices.length === 0 && bidPrices[0] === LIMITS.up && bidVolumes[0]! > 0
const seeds = Array.from({ length: 30 }, (_, seed) => seed)

describe('limit states of a simulated share', () => {
  it('one-word board: sealed in every snapshot, with a queue that grows and shrinks', () => {
    const ticks = trading(1100, 1100, 1100, 1100)
    expect(ticks.every(isSealed)).toBe(true)
    const changes = ticks.map(({ bidVolumes }, at) => bidVolumes[0]! - (ticks[at - 1]?.bidVolumes[0] ?? 0))
    expect(changes.filter((change) => change > 0).length).toBeGreaterThan(100)
    expect(changes.filter((change) => change < 0).length).toBeGreaterThan(100)
  })

  it('sealed to the close: below, then sealed, in some days opened and sealed again', () => {
    const openings = seeds.map((seed) => {
      const ticks = trading(1010, 1100, 1000, 1100, seed)
      expect(isSealed(ticks[0]!)).toBe(false)
      expect(isSealed(ticks.at(-1)!)).toBe(true)
      return ticks.filter((tick, at) => at > 0 && isSealed(ticks[at - 1]!) && !isSealed(tick)).length
    })
    expect(openings).toContain(0)
    expect(openings.some((count) => count > 0)).toBe(true)
  })

  it('T-word board: sealed from the open, opened down to the low, sealed at the close', () => {
    for (const seed of seeds) {
      const ticks = trading(1100, 1100, 1040, 1100, seed)
      expect(isSealed(ticks[0]!) && isSealed(ticks.at(-1)!)).toBe(true)
      expect(ticks.some(({ last }) => last === 104_000)).toBe(true)
    }
  })

  it('broken board: touches, mostly seals, and closes below with orders on both sides', () => {
    const days = seeds.map((seed) => trading(1010, 1100, 1000, 1060, seed))
    for (const ticks of days) {
      expect(ticks.some(({ last, high }) => last === LIMITS.up && high === LIMITS.up)).toBe(true)
      const final = ticks.at(-1)!
      expect([final.last, final.bidPrices.length > 0, final.askPrices.length > 0]).toEqual([
        106_000,
        true,
        true,
      ])
    }
    const sealing = days.filter((ticks) => ticks.some(isSealed)).length
    expect(sealing).toBeGreaterThan(15)
    expect(sealing).toBeLessThan(30)
  })

  it('at the limit but not sealed: the first ask is the limit, with volume', () => {
    const ticks = seeds.flatMap((seed) => trading(1010, 1100, 1000, 1060, seed))
    const atLimit = ticks.filter((tick) => tick.last === LIMITS.up && !isSealed(tick))
    expect(atLimit.length).toBeGreaterThan(0)
    for (const { askPrices, askVolumes, bidPrices } of atLimit) {
      expect([askPrices, askVolumes[0]! > 0, bidPrices[0]! < LIMITS.up]).toEqual([[LIMITS.up], true, true])
    }
  })

  it('limit-down mirrors it: no bids while sealed', () => {
    const ticks = trading(980, 1000, 900, 900)
    const { last, bidPrices, askPrices } = ticks.at(-1)!
    expect([last, bidPrices.length, askPrices[0]]).toEqual([90_000, 0, 90_000])
    expect(trading(900, 900, 900, 900).every((tick) => tick.bidPrices.length === 0)).toBe(true)
  })

  it('from one limit to the other in one day', () => {
    const ticks = trading(1000, 1100, 900, 1100)
    expect(ticks.some(({ last }) => last === LIMITS.down)).toBe(true)
    expect(isSealed(ticks.at(-1)!)).toBe(true)
  })

  it('prints sentinels where no limit holds, and nothing where the bar contradicts it', () => {
    const printed = (limits: typeof LIMITS | null): unknown[] => {
      const bar = barOf({ high: 110_100, close: 110_000 })
      const [tick] = [...simulateDay({ tradeDate: DATE, bars: [{ bar, limits, board: 'SH_MAIN' }], seed: 1 })]
        .flatMap(({ ticks }) => [...ticks])
        .slice(-1)
      return [tick?.limitUp, tick?.limitDown]
    }
    expect(printed(null)).toEqual([1_000_000_000, 0])
    expect(printed(LIMITS)).toEqual([null, null])
  })

  it('never shows an opening before 09:25', () => {
    const first = trading(1100, 1100, 1100, 1100)[0]!
    expect(first.eventTime).toBeGreaterThanOrEqual(shanghaiTime(DATE, 9, 25))
  })
})
