import { describe, expect, it } from 'vitest'
import { newYorkTime } from '../../../core/market/new-york-time.ts'
import { addDays, sessionClose, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import type { Signal } from '../../../schemas/generated/events.ts'
import { csvRows } from '../../../test/golden/csv-rows.ts'
import { americanBar, weekdayBars } from '../../../test/support/american-bars.ts'
import { randomFrom } from '../../../test/support/random-market.ts'
import { describeOnData } from '../../../test/support/real-history.ts'
import { seriesContract } from '../../../test/support/series-contract.ts'
import {
  chineseBar,
  fundFlow,
  observation,
  runSeries,
  sessionsBetween,
  type Timeline,
} from '../../../test/support/series-run.ts'
import { structureProcessor } from './structure-processor.ts'

const said = (events: Timeline['events']): Signal[] =>
  runSeries(structureProcessor, { events, sessions: [] }).map(({ value }) => value as Signal)

const of = (rows: readonly Signal[], signal: string): Signal[] => rows.filter((row) => row.signal === signal)

/** Observations made for the test: no quotes of these markets are at hand. */
const abroad = (series: string, period: number, value: number) =>
  observation(series, period, value, newYorkTime(period as TradeDate, 16, 15))
const home = (series: string, period: number, value: number) =>
  observation(series, period, value, shanghaiTime(period as TradeDate, 18, 0))

describe('iv_compare on made observations', () => {
  it('is decoupled when abroad rises from 15.8 to 26.4 and home stays (published figures of the S&P 500)', () => {
    const rows = of(
      said([
        abroad('US.IV30.SPX', 20251024, 17),
        abroad('US.IV30.SPX', 20251027, 15.8),
        home('CN.IV30.000300', 20251027, 19.2),
        home('CN.IV30.000852', 20251027, 23.0),
        abroad('US.IV30.SPX', 20251103, 18),
        home('CN.IV30.000300', 20251120, 19),
        home('CN.IV30.000852', 20251120, 23.4),
        abroad('US.IV30.SPX', 20251120, 26.4),
        home('CN.IV30.000300', 20251121, 24),
        abroad('US.IV30.SPX', 20251121, 26),
      ]),
      'iv_compare',
    )
    expect(rows.map(({ tradeDate, state }) => [tradeDate, state])).toEqual([
      [20251103, null],
      [20251120, 'decoupled'],
      [20251121, 'together'],
    ])
    expect(rows[1]!.subject).toBe('US-CN@2025-10-27')
    expect(rows[1]!.components.abroadChange).toBeCloseTo(10.6, 9)
    expect(rows[1]!.components.home000300Change).toBeCloseTo(-0.2, 9)
    expect(rows[1]!.value).toBeCloseTo(10.6 - (-0.2 + 0.4) / 2, 9)
  })
})

describe('cds on made quotes', () => {
  it('measures from the last quote before September: +167% (published figure of Oracle)', () => {
    const rows = of(
      said([
        abroad('US.CDS5Y.ORCL', 20250828, 50),
        abroad('US.CDS5Y.ORCL', 20250829, 45),
        abroad('US.CDS5Y.ORCL', 20250902, 44),
        abroad('US.CDS5Y.ORCL', 20251121, 120.15),
      ]),
      'cds',
    )
    expect(rows.map(({ subject, state }) => [subject, state])).toEqual([
      ['ORCL@2025-09-01', 'cheaper'],
      ['ORCL@2025-09-01', 'dearer'],
    ])
    expect(rows[1]!.value).toBeCloseTo(1.67, 9)
    expect(rows[1]!.components).toMatchObject({ base: 45, baseDate: 20250829 })
  })
})

describe('fsi on made values', () => {
  it('ranks among all values since 2000 and says nothing before there are 250', () => {
    const random = randomFrom(8)
    const values = Array.from({ length: 600 }, () => random() * 4 - 2)
    const events = values.map((value, at) => abroad('US.FSI', addDays(19991201 as TradeDate, at), value))
    const rows = of(said(events), 'fsi')
    const since = values.slice(31)
    expect(rows).toHaveLength(since.length)
    rows.forEach((row, at) => {
      const known = since.slice(0, at + 1)
      if (known.length < 250) expect(row.value).toBeNull()
      else
        expect(row.value).toBeCloseTo(
          (100 * known.filter((value) => value <= since[at]!).length) / known.length,
          9,
        )
    })
  })
})

describe('drawdown_since', () => {
  it('measures from the close before the meeting', () => {
    const rows = of(
      said([
        chineseBar('000300.SH', 20251027, 90),
        chineseBar('000300.SH', 20251028, 100),
        chineseBar('000300.SH', 20251029, 98),
        chineseBar('000300.SH', 20251030, 99),
        chineseBar('000905.SH', 20251030, 99),
      ]),
      'drawdown_since',
    )
    expect(rows.map(({ subject, value }) => [subject, value!.toFixed(2)])).toEqual([
      ['000300.SH@2025-10-29', '-0.02'],
      ['000300.SH@2025-10-29', '-0.01'],
    ])
    expect(rows[1]!.components).toMatchObject({ base: 100, baseDate: 20251028, sessions: 2 })
    expect(rows[1]!.components.lowest).toBeCloseTo(-0.02, 12)
    expect(rows[1]).toMatchObject({ eventTime: sessionClose(20251030 as TradeDate), state: 'below' })
  })
})

describe('sharp_fall_slow_rise on made closes', () => {
  it('is above 1 when falls take less time than rises of the same size', () => {
    // Ten sessions up by 1% each, two down by 5% each, again and again.
    let close = 100
    let at = 0
    const bars = weekdayBars('SPX.US', 20200101, 20211231, () => {
      at += 1
      close *= at % 12 < 10 ? 1.01 : 0.95
      return close
    })
    const last = of(said(bars), 'sharp_fall_slow_rise').at(-1)!
    expect(last.state).toBe('sharpFalls')
    const [fall, rise] = [(1 - 0.95 ** 2) / 2, (1.01 ** 10 - 1) / 10]
    expect(last.value! / (fall / rise)).toBeCloseTo(1, 1)
    expect(last.components.skewness).toBeLessThan(0)
    expect(last.components.sessions).toBe(243)
  })

  it('has the skewness of the returns of 243 sessions, by the textbook', () => {
    const random = randomFrom(21)
    let close = 100
    const bars = weekdayBars('SPX.US', 20200101, 20211231, () => {
      close *= 1 + (random() ** 3 - 0.25) / 20
      return close
    })
    const closes = bars.map(({ value }) => value.close)
    const returns = closes
      .slice(1)
      .map((value, at) => value / closes[at]! - 1)
      .slice(-243)
    const n = returns.length
    const mean = returns.reduce((a, b) => a + b) / n
    const moment = (power: number): number => returns.reduce((sum, x) => sum + (x - mean) ** power, 0) / n
    const expected = (Math.sqrt(n * (n - 1)) / (n - 2)) * (moment(3) / moment(2) ** 1.5)
    expect(of(said(bars), 'sharp_fall_slow_rise').at(-1)!.components.skewness).toBeCloseTo(expected, 9)
  })
})

const FILES = [
  'us-markets/sp500_1927_2026.csv.gz',
  'us-markets/nasdaq_composite_2004_2026.csv.gz',
  'cn-indices/cn_index_etf_close_1990_202603.csv.gz',
]
describeOnData('drawdown_since on real closes', FILES, ([sp500, composite, chinese]) => {
  const autumn = (
    path: string,
    column: string,
    bar: (date: number, close: number) => Timeline['events'][number],
  ) =>
    csvRows(path).flatMap((row) => {
      const date = Number(row.date!.replaceAll('-', ''))
      return date >= 20251020 && date <= 20251121 && row[column] !== ''
        ? [bar(date, Number(row[column]))]
        : []
    })
  const rows = said([
    ...autumn(sp500!, 'close', (date, close) => americanBar('SPX.US', date, close)),
    ...autumn(composite!, 'close', (date, close) => americanBar('IXIC.US', date, close)),
    ...autumn(chinese!, '1.000300', (date, close) => chineseBar('000300.SH', date, close)),
  ])

  it.each([
    ['SPX.US', '-4.2'],
    ['IXIC.US', '-6.5'],
    ['000300.SH', '-5.1'],
  ])('%s fell by %s%% to 2025-11-21 as published [S3]', (symbol, published) => {
    const last = rows.findLast(({ subject }) => subject === `${symbol}@2025-10-29`)!
    expect(last.tradeDate).toBe(20251121)
    expect((100 * last.value!).toFixed(1)).toBe(published)
  })
})

const random = randomFrom(3)
const anyClose = () => 100 * (0.9 + 0.2 * random())
const sessions = sessionsBetween(20250901, 20251128)
seriesContract({
  name: 'structure',
  definition: structureProcessor,
  timeline: {
    events: [
      ...weekdayBars('SPX.US', 20250201, 20251128, anyClose),
      ...sessions.map((date) => chineseBar('000300.SH', date, anyClose())),
      ...sessions.flatMap((date) => [
        home('CN.IV30.000300', date, 15 + 10 * random()),
        abroad('US.IV30.SPX', date, 15 + 10 * random()),
        abroad('US.FSI', date, random()),
        abroad('US.CDS5Y.MSFT', date, 20 + 10 * random()),
        fundFlow('510300.SH', date, 1e9 * (0.9 + 0.2 * random()), 4 + random(), { name: '沪深300ETF' }),
        fundFlow('513180.SH', date, 1e9 * (0.9 + 0.2 * random()), 0.5 + 0.1 * random(), {
          name: '恒生科技ETF',
        }),
      ]),
      ...sessionsBetween(20240901, 20250831).map((date) => abroad('US.FSI', date, random())),
    ],
    sessions,
  },
  atLeast: 500,
})
