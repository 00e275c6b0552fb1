import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parsePrice } from '../price.ts'
import { SESSION_MINUTES, sessionMinute } from '../sessions.ts'
import type { EventTime, TradeDate } from '../trade-date.ts'
import { type DayBar, dayBar } from './day-bar.ts'
import { mergeBars } from './merge-bars.ts'
import { type MinuteBar, minuteBars } from './minute-bars.ts'
import { readRows, readSnapshots, timeOfDay } from './testing/snapshot-file.ts'
import { type Run, run, yuan } from './testing/snapshots.ts'

const FIXTURES = fileURLToPath(new URL('fixtures', import.meta.url))
const DATA = process.env.PULSE_TEST_DATA ?? '../shared/data'
const TICKS = join(DATA, 'ticks')
const hasData = existsSync(TICKS)

const MOUTAI_DAY = 2023_02_01 as TradeDate
const SHENZHEN_DAY = 2022_06_01 as TradeDate

/**
 * Published daily bars of 2022-06-01: open, high, low, close, close of the day before (300288: reference price
 * of its ex-rights day), volume in lots, amount in 万元.
 */
const SHENZHEN: Readonly<Record<string, readonly [number, number, number, number, number, number, number]>> =
  {
    '000400': [19.16, 20.8, 19.08, 20.63, 19.38, 644_588, 128_959],
    '300122': [87.05, 88.2, 86.18, 86.82, 87.28, 105_076, 91_592],
    '300288': [9.76, 9.93, 9.7, 9.85, 9.75, 49_484, 4860],
    '300918': [8.15, 8.3, 8.12, 8.24, 8.18, 23_888, 1971],
  }

const shenzhenRuns = (path: string): [string, Run][] =>
  [...readSnapshots(path, SHENZHEN_DAY)].map(([code, snapshots]) => [
    code,
    run(snapshots, { tradeDate: SHENZHEN_DAY, board: code.startsWith('3') ? 'CHINEXT' : 'SZ_MAIN' }),
  ])

const moutaiRun = (path: string): Run =>
  run(readSnapshots(path, MOUTAI_DAY).get('600519')!, { tradeDate: MOUTAI_DAY, board: 'SH_MAIN' })

function expectPublishedDay(code: string, bar: DayBar | null): void {
  const [open, high, low, close, prevClose, lots, wan] = SHENZHEN[code]!
  expect(bar).toMatchObject({
    open: yuan(open),
    high: yuan(high),
    low: yuan(low),
    close: yuan(close),
    prevClose: yuan(prevClose),
    complete: true,
  })
  // The daily file rounds to lots and to 万元.
  expect(Math.round(bar!.volume / 100)).toBe(lots)
  expect(Math.round(bar!.amount! / 1_000_000)).toBe(wan)
}

const bySum = (bars: readonly MinuteBar[]) => ({
  volume: bars.reduce((sum, { volume }) => sum + volume, 0),
  amount: bars.reduce((sum, { amount }) => sum + amount!, 0),
  high: Math.max(...bars.map(({ high }) => high)),
  low: Math.min(...bars.map(({ low }) => low)),
  open: bars[0]?.open,
  close: bars.at(-1)?.close,
})

const sources: [string, string, string][] = [
  [
    'extract',
    join(FIXTURES, 'l2snapshot_20220601_sz2.csv'),
    join(FIXTURES, 'l2snapshot_20230201_600519.csv'),
  ],
]
if (hasData) {
  sources.push([
    'whole day',
    join(TICKS, 'l2snapshot_20220601_sz4.csv.gz'),
    join(TICKS, 'l2snapshot_20230201_600519.csv.gz'),
  ])
}

describe.each(sources)('real snapshots, %s', (_, shenzhen, moutai) => {
  it('Shenzhen 2022-06-01: day bars equal the published daily bars, nothing is repaired or quarantined', () => {
    for (const [code, { memory, marks }] of shenzhenRuns(shenzhen)) {
      expectPublishedDay(code, dayBar(memory!))
      // The minute-wise snapshots of 15:01 and 15:02.
      expect(marks).toEqual(['ghost', 'ghost'])
    }
  })

  it('Shanghai 2023-02-01, 600519: day bar as published, before 09:15 dropped, 15:01..15:40 ghosts', () => {
    const { memory, marks, ticks } = moutaiRun(moutai)
    expect(dayBar(memory!)).toEqual({
      open: yuan(1854.98),
      high: yuan(1859),
      low: yuan(1811.4),
      close: yuan(1844.97),
      prevClose: yuan(1845.76),
      volume: 3_397_389,
      amount: 624_467_892_461,
      afterHoursVolume: null,
      afterHoursAmount: null,
      limitUp: null,
      limitDown: null,
      noLimit: false,
      complete: true,
    })
    expect([...new Set(marks)].filter((mark) => mark !== 'duplicate')).toEqual(['preOpen', 'ghost'])
    expect(ticks.filter(({ phase, isTrade }) => isTrade && phase === 'closeCall')).toEqual([])
  })

  it('minute bars add up to the day: volume, amount, high, low, close', () => {
    for (const { memory, ticks } of [
      moutaiRun(moutai),
      ...shenzhenRuns(shenzhen).map(([, result]) => result),
    ]) {
      const { volume, amount, high, low, last, open } = memory!
      const bars = minuteBars(ticks)
      expect(bySum(bars)).toEqual({ volume, amount, high, low, close: last, open })
      for (const length of [5, 15, 60] as const) {
        expect(bySum(mergeBars(bars, length))).toEqual({ volume, amount, high, low, close: last, open })
      }
    }
  })

  it('600519: auctions and whole minutes equal the bars of the trade file', () => {
    const bars = new Map(minuteBars(moutaiRun(moutai).ticks).map((bar) => [bar.minute, bar]))
    const trades = new Map(tradeBarExtract().map((bar) => [bar.minute, bar]))
    // Row 0 and the closing auction are one match each; row 120 held no trade at its edges.
    for (const minute of [0, 240]) expect(bars.get(minute)).toEqual(trades.get(minute))
    expect(bars.get(120)).toMatchObject({ volume: 8300, amount: 1_524_901_600, close: yuan(1838.5) })
    expect(trades.get(120)).toMatchObject({ volume: 8300, amount: 1_524_901_600, close: yuan(1838.5) })
    // The opening minute: 100 shares traded in its last second arrive with the snapshot of 09:31:00 or later.
    expect(bars.get(1)).toMatchObject({
      high: yuan(1855),
      low: yuan(1846.05),
      close: yuan(1847.1),
      volume: 53_800,
    })
    expect(trades.get(1)).toMatchObject({
      high: yuan(1855),
      low: yuan(1846.05),
      close: yuan(1847.1),
      volume: 53_900,
    })
  })

  it('600519: 500 shares traded in the last second before the closing auction are reported in it, in row 238', () => {
    const bars = minuteBars(moutaiRun(moutai).ticks).filter(({ minute }) => minute > 237)
    expect(bars.map(({ minute, volume, close }) => [minute, volume, close])).toEqual([
      [238, 500, yuan(1843.06)],
      [240, 45_912, yuan(1844.97)],
    ])
    expect(
      tradeBarExtract()
        .map(({ minute }) => minute)
        .filter((minute) => minute > 237),
    ).toEqual([240])
  })
})

describe('whole days of real snapshots', () => {
  if (!hasData) {
    it('are absent: only the committed extract is tested', () => {
      console.info(`${TICKS} is absent: real snapshots are tested on the extract in core/market/ticks only`)
    })
    return
  }

  it('Shanghai 2021-12-01 until 10:30: 26 stocks, opening auction in row 0, sums as printed, nothing marked', () => {
    const date = 2021_12_01 as TradeDate
    const byCode = readSnapshots(join(TICKS, 'l2snapshot_20211201_26stocks.csv.gz'), date)
    expect(byCode.size).toBe(26)
    const withoutAuctionTrade: string[] = []
    for (const [code, snapshots] of byCode) {
      const { ticks, marks } = run(snapshots, {
        tradeDate: date,
        board: code.startsWith('688') ? 'STAR' : 'SH_MAIN',
      })
      expect(marks.filter((mark) => mark !== 'duplicate')).toEqual([])
      const { volume, amount, high, low, last, open } = snapshots.at(-1)!
      const bars = minuteBars(ticks)
      expect(bySum(bars)).toEqual({ volume, amount, high, low, close: last, open })
      if (bars[0]!.minute === 0) expect(bars[0]).toMatchObject({ close: open, high: open, low: open })
      else withoutAuctionTrade.push(code)
    }
    // Its first trade is of 09:30:0x; the open that the feed prints is that of the bar.
    expect(withoutAuctionTrade).toEqual(['688218'])
  })

  it('600519 2023-02-01 against all 27,135 trades: a snapshot is about 1 s behind and shows one price in 3 s', () => {
    const bars = minuteBars(moutaiRun(join(TICKS, 'l2snapshot_20230201_600519.csv.gz')).ticks)
    const path = join(TICKS, 'trades_20230201_600519.csv.gz')
    const prompt = compare(bars, tradeBars(path, 0))
    expect(prompt.minutes).toBe(239)
    // Trades of the last second of a minute are booked to the next one: 1.2 % of the volume changes places.
    expect(prompt.misplaced).toBeCloseTo(0.0119, 4)
    expect(prompt.equal).toEqual({ open: 98, high: 142, low: 132, close: 148, volume: 79 })
    // No price of a bar is further off than 0.2 %: the spread of this stock is up to 3 yuan of 1850.
    expect(prompt.furthest).toBeLessThan(0.002)
    // Counted one second later the trades match better: that second is the delay of the feed.
    const delayed = compare(bars, tradeBars(path, 1000))
    expect(delayed).toMatchObject({
      minutes: 240,
      equal: { open: 97, high: 146, low: 133, close: 175, volume: 91 },
    })
    expect(delayed.misplaced).toBeLessThan(prompt.misplaced)
  })

  it('bars of trades and of snapshots have the same day in them', () => {
    const bars = minuteBars(moutaiRun(join(TICKS, 'l2snapshot_20230201_600519.csv.gz')).ticks)
    const { volume, high, low, open, close } = bySum(bars)
    const trades = tradeBars(join(TICKS, 'trades_20230201_600519.csv.gz'), 0)
    expect(bySum(trades)).toMatchObject({ volume, high, low, open, close })
    for (const { minute } of [...bars, ...trades]) expect(minute).toBeLessThan(SESSION_MINUTES)
  })
})

function tradeBarExtract(): MinuteBar[] {
  return readRows(join(FIXTURES, 'trade_bars_20230201_600519.csv')).map((row) => ({
    minute: Number(row.minute),
    open: parsePrice(row.open!)!,
    high: parsePrice(row.high!)!,
    low: parsePrice(row.low!)!,
    close: parsePrice(row.close!)!,
    volume: Number(row.volume),
    amount: Math.round(Number(row.amount) * 100) as MinuteBar['amount'],
  }))
}

/** Bars from single trades, as naive as can be; `delay` moves the trades, in milliseconds. */
function tradeBars(path: string, delay: number): MinuteBar[] {
  const bars = new Map<number, { -readonly [Field in keyof MinuteBar]: number }>()
  for (const row of readRows(path)) {
    const minute = sessionMinute((timeOfDay(MOUTAI_DAY, row.TradTime!) + delay) as EventTime)!
    const price = parsePrice(row.TradPrice!)!
    const bar = bars.get(minute) ?? {
      minute,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 0,
      amount: 0,
    }
    bars.set(minute, bar)
    bar.high = Math.max(bar.high, price)
    bar.low = Math.min(bar.low, price)
    bar.close = price
    bar.volume += Number(row.TradVolume)
    bar.amount += Math.round(Number(row.TradeMoney) * 100)
  }
  return [...bars.values()] as MinuteBar[]
}

/** Minutes that both have, how many of their values are equal, and how far the others are off. */
function compare(bars: readonly MinuteBar[], trades: readonly MinuteBar[]) {
  const byMinute = new Map(trades.map((bar) => [bar.minute, bar]))
  const equal = { open: 0, high: 0, low: 0, close: 0, volume: 0 }
  let [minutes, misplaced, furthest] = [0, 0, 0]
  for (const bar of bars) {
    const other = byMinute.get(bar.minute)
    misplaced += Math.abs(bar.volume - (other?.volume ?? 0))
    if (other === undefined) continue
    minutes++
    for (const field of ['open', 'high', 'low', 'close', 'volume'] as const) {
      if (bar[field] === other[field]) equal[field]++
      if (field !== 'volume')
        furthest = Math.max(furthest, Math.abs(bar[field] - other[field]) / other[field])
    }
  }
  const total = bars.reduce((sum, { volume }) => sum + volume, 0)
  return { minutes, equal, furthest, misplaced: misplaced / 2 / total }
}
