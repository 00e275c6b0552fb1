import { describe, expect, it } from 'vitest'
import type { Board } from '../../../core/market/board.ts'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import { phaseAt } from '../../../core/market/sessions.ts'
import { shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import type { SourceTick } from '../ticks/source-tick.ts'
import { type SimulationOptions, simulateDay } from './simulate-day.ts'
import { barOf, DATE } from './testing/legal-bar.ts'

const LIQUID = { open: 100_000, high: 103_000, low: 99_000, close: 102_000, volume: 50_000_000 }

function ticks(board: Board, fields: object = {}, options: Partial<SimulationOptions> = {}): SourceTick[] {
  const tradeDate = options.tradeDate ?? DATE
  const bar = barOf({ ...LIQUID, tradeDate, ...fields })
  const bars = [{ bar, limits: null, board }]
  return [...simulateDay({ tradeDate, bars, seed: 5, ...options })].flatMap((sweep) => [...sweep.ticks])
}

describe('phases of a simulated day', () => {
  it('shows indicative prices in both call auctions, which trade nothing', () => {
    const all = ticks('SZ_MAIN')
    for (const [at, tick] of all.entries()) {
      const phase = phaseAt(tick.eventTime, 'SZ_MAIN')
      const isCall = phase === 'openCall' || phase === 'openCallNoCancel' || phase === 'closeCall'
      expect(tick.status === 'auction').toBe(isCall)
      if (!isCall) continue
      expect([tick.bidPrices, tick.bidVolumes]).toEqual([tick.askPrices, tick.askVolumes])
      expect(tick.last).toBe(phase === 'closeCall' ? all[at - 1]!.last : null)
      expect(tick.volume).toBe(all[at - 1]?.volume ?? 0)
    }
    const lastUntil = (hour: number, minute: number): SourceTick =>
      all.findLast(({ eventTime }) => eventTime < shanghaiTime(DATE, hour, minute))!
    const opening = all.find(({ eventTime }) => eventTime >= shanghaiTime(DATE, 9, 25))!
    expect(lastUntil(9, 25).bidPrices).toEqual([100_000])
    expect(lastUntil(9, 25).bidVolumes).toEqual([opening.volume])
    expect([opening.open, opening.last]).toEqual([100_000, 100_000])
    expect(lastUntil(15, 0).bidPrices).toEqual([102_000])
    expect(lastUntil(15, 0).bidVolumes[0]! + lastUntil(15, 0).volume).toBe(LIQUID.volume)
  })

  it('trades to the close in Shanghai before 2018-08-20', () => {
    const all = ticks('SH_MAIN', {}, { tradeDate: 20_180_817 as TradeDate })
    const late = all.filter(({ eventTime }) => eventTime >= shanghaiTime(20_180_817 as TradeDate, 14, 57))
    expect(late.every(({ status }) => status !== 'auction')).toBe(true)
    expect(late[0]!.volume).toBeLessThan(late[30]!.volume)
    expect(all.at(-1)).toMatchObject({ status: 'closed', last: 102_000, volume: LIQUID.volume })
  })

  it('is silent at lunch, after 11:30:03, and after the close', () => {
    const times = ticks('SH_MAIN').map(({ eventTime }) => eventTime)
    const within = (from: number, until: number): number =>
      times.filter((at) => at >= from && at < until).length
    expect(within(shanghaiTime(DATE, 11, 30, 3), shanghaiTime(DATE, 13, 0))).toBe(0)
    expect(within(shanghaiTime(DATE, 15, 0), shanghaiTime(DATE, 15, 0, 3))).toBe(1)
    expect(within(shanghaiTime(DATE, 15, 0, 3), shanghaiTime(DATE, 23, 0))).toBe(0)
  })

  it('prints after hours at the close price on top of the session, where the board trades then', () => {
    const fields = { afterHoursVolume: 12_345, amount: 50_600_000_000 }
    const all = ticks('STAR', fields)
    const after = all.filter(({ eventTime }) => eventTime >= shanghaiTime(DATE, 15, 5))
    expect(after.length).toBeGreaterThan(3)
    for (const tick of after) expect([tick.last, tick.high, tick.low]).toEqual([102_000, 103_000, 99_000])
    expect(after.at(-1)).toMatchObject({
      volume: LIQUID.volume + 12_345,
      // 12,345 shares at 10.20 yuan are 125,919.00 yuan.
      amount: 50_612_591_900,
    })
    expect(ticks('SH_MAIN', fields).at(-1)!.eventTime).toBeLessThan(shanghaiTime(DATE, 15, 5))
  })

  it('full cadence: every share in every step of the session', () => {
    const dead = ticks('SH_MAIN', { volume: 500 }, { cadence: 'full' })
    const inSession = dead.filter(({ eventTime }) => {
      const phase = phaseAt(eventTime, 'SH_MAIN')
      return phase === 'continuousAm' || phase === 'continuousPm' || phase === 'closeCall'
    })
    expect(inSession).toHaveLength(4_800)
  })

  it('natural cadence: liquid shares almost always, dead ones rarely, all around auctions and open', () => {
    expect(ticks('SH_MAIN').length).toBeGreaterThan(4_500)
    const dead = ticks('SH_MAIN', { volume: 500 })
    expect(dead.length).toBeLessThan(200)
    for (const [hour, minute] of [
      [9, 15],
      [9, 25],
      [9, 30],
      [13, 0],
      [15, 0],
    ] as const) {
      const from = shanghaiTime(DATE, hour, minute)
      expect(dead.filter(({ eventTime }) => eventTime >= from && eventTime < from + 3_000)).toHaveLength(1)
    }
  })

  it('suspended shares send one halted snapshot or nothing', () => {
    const suspended = Array.from({ length: 40 }, (_, at) => `${601_000 + at}.SH` as InstrumentSymbol)
    const halted = ticks('SH_MAIN', {}, { suspended }).filter(({ status }) => status === 'halted')
    expect(new Set(halted.map(({ symbol }) => symbol)).size).toBe(halted.length)
    expect(halted.length).toBeGreaterThan(8)
    expect(halted.length).toBeLessThan(32)
    expect(halted[0]).toMatchObject({ last: null, open: null, volume: 0, bidPrices: [], askPrices: [] })
  })
})
