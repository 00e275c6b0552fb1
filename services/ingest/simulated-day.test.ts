import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { publishSimulatedDay, type SimulatedDayOptions } from './simulated-day.ts'
import { scratchFolder } from './testing/collect.ts'
import { IngestLog } from './testing/ingest-log.ts'

const scratch = scratchFolder()

/** Do not trade on the last day. Half of such shares say so. */
const HALTED = ['000002', '000004', '000005', '000006', '000007', '000008']

/** Shares over three sessions; 600000 seals its limit-up of 11.00 on the last. */
const source = scratch.write(
  'bars.csv',
  [
    'code,date,open,high,low,close,ref_prev_close,vol_lot,amt_wan',
    '600000,20220425,9.90,10.10,9.80,10.00,9.95,10000,1000',
    '600000,20220426,10.00,10.20,9.90,10.00,,12000,1206',
    '600000,20220427,10.20,11.00,10.10,11.00,,20000,2140',
    '000001,20220425,15.00,15.10,14.90,15.00,15.00,5000,750',
    '000001,20220426,15.00,15.10,14.90,15.00,,5000,750',
    '000001,20220427,15.00,15.30,14.80,14.90,,6000,902',
    ...HALTED.flatMap((code) => [
      `${code},20220425,5.00,5.10,4.90,5.00,5.00,5000,250`,
      `${code},20220426,5.00,5.10,4.90,5.00,,5000,250`,
    ]),
    '',
  ].join('\n'),
)
const DAY = 20220427 as TradeDate

let log: IngestLog
beforeEach(async () => {
  log = await IngestLog.create()
})
afterEach(() => log.remove())

/** Of the records, in whatever order the partitions are read. */
const digest = (records: readonly string[]): string =>
  createHash('sha256')
    .update([...records].sort().join('\n'))
    .digest('hex')

const simulate = async (options: Partial<SimulatedDayOptions> = {}) => {
  const service = (await log.open()).dataset('sim-1')
  return publishSimulatedDay(service, { tradeDate: DAY, sources: [source], seed: 1, ...options })
}

describe('publishSimulatedDay', () => {
  it('publishes the sessions before as bars, the day as snapshots that end as its bars do', async () => {
    const sessions: number[] = []
    const { published, shares } = await simulate({ onHistory: (day) => sessions.push(day) })
    expect(sessions).toEqual([20220425, 20220426])
    expect(shares).toBe(2)
    expect(published).toMatchObject({ sessions: 3, bars: 16, late: 0, rejected: 0, complete: true })
    const ticks = await log.records('ticks')
    expect(ticks).toHaveLength(published.ticks)
    expect(ticks.every(({ dataset, tradeDate }) => dataset === 'sim-1' && tradeDate === DAY)).toBe(true)
    const last = (code: string) => ticks.filter(({ symbol }) => symbol === code).at(-1)!
    expect(last('600000.SH')).toMatchObject({
      prevClose: 100_000,
      open: 102_000,
      high: 110_000,
      low: 101_000,
      last: 110_000,
      volume: 2_000_000,
      amount: 2_140_000_000,
      limitUp: 110_000,
      limitDown: 90_000,
    })
    expect(last('000001.SZ')).toMatchObject({ last: 149_000, volume: 600_000, limitUp: 165_000 })
    const halted = ticks.filter(({ status }) => status === 'halted')
    expect(halted.length).toBeGreaterThan(0)
    expect(halted.every(({ symbol, volume }) => HALTED.includes(symbol.slice(0, 6)) && volume === 0)).toBe(
      true,
    )
    const opening = (await log.controls('ticks')).find(({ ticks: has }) => has)
    expect(opening).toMatchObject({ session: DAY, previousSession: 20220426, history: 'known' })
  })

  it('simulates several sessions in a row, each behind the one before it', async () => {
    const begun: [number, string][] = []
    const { published } = await simulate({
      tradeDate: 20220426 as TradeDate,
      sessions: 2,
      onTicks: (day, history) => begun.push([day, history]),
    })
    expect(begun).toEqual([
      [20220426, 'known'],
      [20220427, 'known'],
    ])
    expect(published).toMatchObject({ sessions: 3, late: 0, rejected: 0, complete: true })
    const ticks = (await log.records('ticks')).filter(({ symbol }) => symbol === '600000.SH')
    const lastOf = (day: number) => ticks.filter(({ tradeDate }) => tradeDate === day).at(-1)!
    expect(lastOf(20220426)).toMatchObject({ prevClose: 100_000, last: 100_000, volume: 1_200_000 })
    expect(lastOf(20220427)).toMatchObject({ prevClose: 100_000, last: 110_000, volume: 2_000_000 })
  })

  it('publishes the same day for the same seed, and another for another', async () => {
    const contents: string[] = []
    for (const seed of [1, 1, 2]) {
      const { published } = await simulate({ seed })
      const ticks = (await log.records('ticks')).filter(({ epoch }) => epoch === published.epoch)
      contents.push(digest(ticks.map((tick) => JSON.stringify({ ...tick, epoch: 0 }))))
    }
    expect(contents[1]).toBe(contents[0])
    expect(contents[2]).not.toBe(contents[0])
  })

  it('takes so many shares, in history too', async () => {
    const { published, shares } = await simulate({ symbols: 1 })
    expect(shares).toBe(1)
    expect(published.bars).toBe(2)
    expect(new Set((await log.records('ticks')).map(({ symbol }) => symbol)).size).toBe(1)
  })

  it('says what is missing: a session, bars of the day, a session before', async () => {
    await expect(simulate({ tradeDate: 20220430 as TradeDate })).rejects.toThrow(/2022-04-30 is no session/)
    await expect(simulate({ tradeDate: 20220428 as TradeDate })).rejects.toThrow(
      /no daily bars of 2022-04-28/,
    )
    await expect(simulate({ tradeDate: 20220425 as TradeDate })).rejects.toThrow(
      /no session before 2022-04-25/,
    )
    await expect(simulate({ sources: ['/nowhere'] })).rejects.toThrow(/nowhere/)
  })

  it('publishes late ticks as the feed makes them, and copies them to the late events', async () => {
    const { published } = await simulate({ faults: { late: 0.05 } })
    expect(published.late).toBeGreaterThan(0)
    expect((await log.records('lateEvents')).length).toBe(published.late)
    expect((await log.records('ticks')).filter(({ late }) => late).length).toBe(published.late)
  })
})
