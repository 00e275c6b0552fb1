import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { sessionMinute } from '../../../core/market/sessions.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import { discover } from '../discover.ts'
import type { Rejection } from '../source.ts'
import { scratchFolder } from '../testing/collect.ts'
import { readMinuteBars, type VendorMinuteBar } from './read-minute-bars.ts'

const DATA = process.env.PULSE_TEST_DATA ?? '../shared/data'
const extract = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))
const scratch = scratchFolder()

async function read(path: string): Promise<{ bars: VendorMinuteBar[]; rejections: Rejection[] }> {
  const { files } = await discover([path])
  expect(files[0]!.content).toBe('minuteBars')
  const bars: VendorMinuteBar[] = []
  const rejections: Rejection[] = []
  for await (const bar of readMinuteBars(files[0]!, (rejection) => rejections.push(rejection))) bars.push(bar)
  return { bars, rejections }
}

const time = (day: number, hour: number, minute: number): EventTime =>
  shanghaiTime(day as TradeDate, hour, minute)

describe('readMinuteBars', () => {
  it('reads one-minute candles, times without colons and leading zeros', async () => {
    const { bars, rejections } = await read(extract('candles_1m_000001.csv'))
    expect(rejections).toEqual([])
    expect(bars).toHaveLength(11)
    expect(bars[0]).toEqual({
      symbol: '000001.SZ',
      tradeDate: 20180102,
      eventTime: time(20180102, 9, 31),
      minutes: 1,
      open: 133_500,
      high: 133_900,
      low: 133_500,
      close: 133_800,
      volume: 2_003_635,
      amount: 2_678_557_672,
    })
  })

  it('reads bars of 15 minutes, the sixteen of a session', async () => {
    const { bars } = await read(extract('bars_15m_600012.csv'))
    expect(bars).toHaveLength(16)
    expect(bars.at(-1)).toMatchObject({
      symbol: '600012.SH',
      eventTime: time(20260112, 15, 0),
      minutes: 15,
      close: 145_900,
      volume: 393_000,
      amount: 573_998_600,
    })
    for (const { volume, amount, low, high } of bars) {
      expect((amount * 100) / volume).toBeGreaterThanOrEqual(low)
      expect((amount * 100) / volume).toBeLessThanOrEqual(high)
    }
  })

  it('rejects what is no bar', async () => {
    const path = scratch.write(
      '15m.csv',
      'code,date,time,open,high,low,close,volume,amount\n600012,20260112,09:75,1,1,1,1,1,1\n' +
        '600012,20260112,09:45,1.005,1,1,1,1,1\n600012,20260111,09:45,1,1,1,1,1,1\n600012,20260112,10:00,1,1,1,1,-1,1\n',
    )
    const { bars, rejections } = await read(path)
    expect(bars).toEqual([])
    expect(rejections.map(({ line, code }) => [line, code])).toEqual([
      [2, 'unparsable'],
      [3, 'unparsable'],
      [4, 'outsideCalendar'],
      [5, 'negativeVolume'],
    ])
  })

  it('finds every candle of a month at a session minute', async () => {
    const path = join(DATA, 'ticks', 'candle_1m_000001_201801.csv.gz')
    if (!existsSync(path)) {
      console.log('PULSE_TEST_DATA has no candles: a month of them is not read')
      return
    }
    const { bars, rejections } = await read(path)
    expect(rejections).toEqual([])
    expect(bars).toHaveLength(21 * 240)
    // The bar that ends at 09:31 is row 1, the one that ends at 15:00 row 240.
    const rows = new Set(bars.map(({ eventTime }) => sessionMinute((eventTime - 1) as EventTime)))
    expect(rows.size).toBe(240)
  })
})
