import { beforeAll, describe, expect, it } from 'vitest'
import { boardOf } from '../../../core/market/board.ts'
import { limitPrices } from '../../../core/market/limit-price.ts'
import { limitRule } from '../../../core/market/limit-rules.ts'
import type { Price } from '../../../core/market/price.ts'
import { BUNDLED_SAMPLE } from '../bundled/sample.ts'
import { collect } from '../testing/collect.ts'
import type { SimulatedBar } from './day-shape.ts'
import { simulateDay } from './simulate-day.ts'
import { defects, type FoldedDay, foldDay, isAverageInside } from './testing/day-fold.ts'
import { DATE } from './testing/legal-bar.ts'

let market: SimulatedBar[]
let shares: SimulatedBar[]
let days: Map<string, FoldedDay>

const isTouched = ({ bar, limits }: SimulatedBar): boolean =>
  limits !== null && (bar.high === limits.up || bar.low === limits.down)

/** Limits as of an ordinary share, so that those under warning and the newly listed contradict them. */
async function realMarket(): Promise<SimulatedBar[]> {
  const { sessions } = await collect([BUNDLED_SAMPLE])
  const closes = new Map<string, Price>()
  for (const { tradeDate, bars } of sessions) {
    const withReference = bars.map(({ bar }) => ({
      ...bar,
      prevClose: bar.prevClose ?? closes.get(bar.symbol) ?? null,
    }))
    if (tradeDate === DATE) return withReference.map(withLimits)
    for (const { bar } of bars) closes.set(bar.symbol, bar.close)
  }
  throw new Error(`the bundled sample has no session ${DATE}`)
}

function withLimits(bar: SimulatedBar['bar']): SimulatedBar {
  const board = boardOf(bar.symbol)
  const rule = limitRule({
    board,
    status: 'normal',
    tradeDate: DATE,
    listDate: null,
    sessionsSinceListing: null,
    delistingPeriodDay: null,
  })
  const limits = bar.prevClose === null ? undefined : limitPrices(bar.prevClose, rule)
  return { bar, board, limits: limits ?? null }
}

beforeAll(async () => {
  market = await realMarket()
  shares = market.filter((one, at) => at % 20 === 0 || (isTouched(one) && at % 2 === 0))
  days = foldDay(simulateDay({ tradeDate: DATE, bars: shares, seed: 20_220_427 }))
}, 120_000)

const dayOf = ({ bar }: SimulatedBar): FoldedDay => days.get(bar.symbol)!

describe('2022-04-27 simulated', () => {
  it('gives every real bar back', () => {
    expect(shares.length).toBeGreaterThan(300)
    expect(shares.filter(isTouched).length).toBeGreaterThan(50)
    for (const one of shares) {
      const { open, high, low, close, volume, amount } = one.bar
      const told = dayOf(one)
      expect({
        symbol: one.bar.symbol,
        open: told.open,
        high: told.high,
        low: told.low,
        close: told.close,
        volume: told.volume,
        amount: told.amount,
      }).toEqual({ symbol: one.bar.symbol, open, high, low, close, volume, amount })
    }
  })

  it('has no defect in any snapshot', () => {
    expect(shares.flatMap((one) => defects(dayOf(one).ticks, 100))).toEqual([])
  })

  it('prices every snapshot inside the prices so far, where amounts are exact enough', () => {
    // The sample rounds amounts to 10,000 yuan, which puts a few averages outside the prices of their day.
    const wrong = shares.filter((one) => {
      let before: FoldedDay['final'] | undefined
      return dayOf(one).ticks.some((tick) => {
        const { high, low } = tick
        const isInside = high === null || low === null || isAverageInside(before, tick, { high, low })
        before = tick
        return !isInside
      })
    })
    expect(wrong.length).toBeLessThan(shares.length * 0.03)
  })

  it('ends sealed exactly where the bar closes at its limit', () => {
    for (const one of shares) {
      const { bar, limits } = one
      const { final } = dayOf(one)
      const isContradicted = limits !== null && (bar.high > limits.up || bar.low < limits.down)
      if (isContradicted) expect(final.limitUp).toBeNull()
      if (limits === null || isContradicted) continue
      expect([bar.symbol, final.askPrices.length === 0]).toEqual([bar.symbol, bar.close === limits.up])
      expect([bar.symbol, final.bidPrices.length === 0]).toEqual([bar.symbol, bar.close === limits.down])
    }
  })

  it('trades in a U: most in the first half-hour, least before noon, more again before the close', () => {
    const minutes = new Float64Array(242)
    for (const { ticks } of days.values()) {
      ticks.forEach((tick, at) => {
        const minute = Math.floor((tick.eventTime + 28_800_000) / 60_000) % 1440
        minutes[minute < 780 ? minute - 569 : minute - 659]! += tick.volume - (ticks[at - 1]?.volume ?? 0)
      })
    }
    const volume = (from: number, until: number): number =>
      minutes.subarray(from, until).reduce((a, b) => a + b)
    const [open, noon, close] = [volume(1, 31), volume(91, 121), volume(211, 241)]
    expect(open).toBeGreaterThan(2 * noon)
    expect(close).toBeGreaterThan(1.2 * noon)
  })
})
