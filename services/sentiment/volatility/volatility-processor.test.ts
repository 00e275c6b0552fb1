import { describe, expect, it } from 'vitest'
import { shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import type { Signal } from '../../../schemas/generated/events.ts'
import { csvRows } from '../../../test/golden/csv-rows.ts'
import { afterNewYorkClose, americanBar, weekdayBars } from '../../../test/support/american-bars.ts'
import { randomFrom } from '../../../test/support/random-market.ts'
import { describeOnData } from '../../../test/support/real-history.ts'
import { seriesContract } from '../../../test/support/series-contract.ts'
import { runSeries, seriesBar, sessionsBetween, type Timeline } from '../../../test/support/series-run.ts'
import { volatilityProcessor } from './volatility-processor.ts'

const said = (events: Timeline['events'], sessions: readonly TradeDate[] = []): Signal[] =>
  runSeries(volatilityProcessor, { events, sessions }).map(({ value }) => value as Signal)

const of = (rows: readonly Signal[], signal: string, subject = 'US'): Signal[] =>
  rows.filter((row) => row.signal === signal && row.subject === subject)

/** Figures that move around a level, by date. */
const around = (level: number, seed: number) => {
  const random = randomFrom(seed)
  return () => level * (0.85 + 0.3 * random())
}

describe('volatility', () => {
  it('divides where both closes are known, at the moment when the second is', () => {
    const later = shanghaiTime(20260602 as TradeDate, 9, 0)
    const rows = said([
      americanBar('VIX.US', 20260529, 15),
      americanBar('VIX.US', 20260601, 16.05),
      seriesBar('VVIX.US', 20260601, 91.6, later),
    ])
    const ratios = of(rows, 'vvix_vix')
    // [S0]: 5.71 on 2026-06-01, "no pressure point yet".
    expect(ratios).toHaveLength(1)
    expect(ratios[0]).toMatchObject({ tradeDate: 20260601, eventTime: later, state: 'normal' })
    expect(ratios[0]!.value!.toFixed(2)).toBe('5.71')
  })

  it('keeps what was known first: a correction changes nothing that has been said', () => {
    const rows = said([
      americanBar('VIX.US', 20260601, 16.05),
      americanBar('VVIX.US', 20260601, 91.6),
      seriesBar('VIX.US', 20260601, 10, afterNewYorkClose(20260603)),
      americanBar('VIX.US', 20260604, 16),
      americanBar('VVIX.US', 20260604, 96),
    ])
    expect(of(rows, 'vvix_vix').map(({ value }) => value)).toEqual([91.6 / 16.05, 6])
  })

  it('shows the term structure beside it, and again when more of it is known', () => {
    const rows = of(
      said([
        americanBar('VIX.US', 20260601, 16),
        americanBar('VIX3M.US', 20260601, 20),
        seriesBar('VX1.US', 20260601, 17, afterNewYorkClose(20260601) + 3_600_000),
        americanBar('VIX.US', 20260602, 30),
        americanBar('VIX3M.US', 20260602, 27),
        americanBar('VIX9D.US', 20260602, 40),
        americanBar('VIX.US', 20260603, 30),
        americanBar('VIX3M.US', 20260603, 30.2),
      ]),
      'vix_term',
    )
    expect(rows.map(({ tradeDate, state, revision }) => [tradeDate, state, revision])).toEqual([
      [20260601, 'contango', 0],
      [20260601, 'contango', 1],
      [20260602, 'backwardation', 0],
      [20260603, 'flat', 0],
    ])
    expect(rows[1]).toMatchObject({ value: 0.25, components: { slope1mTo3m: 0.25, basis: 17 / 16 - 1 } })
    expect(rows[2]!.components.slope9dTo1m).toBeCloseTo(-0.25, 12)
  })

  it('says what became of the index 21 and 42 sessions after a touch, when it is known', () => {
    // The ratio is 5.5, and 6.5 from the 30th weekday on; the index falls by a tenth on the tenth day after, and rises later.
    let at = 0
    const vix = weekdayBars('VIX.US', 20240101, 20240531, () => 10)
    const vvix = weekdayBars('VVIX.US', 20240101, 20240531, () => (at++ < 29 ? 55 : 65))
    let day = 0
    const spx = weekdayBars('SPX.US', 20240101, 20240531, () => {
      day += 1
      return day < 40 ? 100 : day < 60 ? 90 : 99
    })
    const rows = said([...vix, ...vvix, ...spx])
    const [touch] = of(rows, 'vvix_touch', 'US.daily.21')
    expect(touch).toMatchObject({
      tradeDate: vix[29]!.value.tradeDate,
      eventTime: spx[50]!.eventTime,
      state: 'fell',
    })
    expect(touch!.value).toBeCloseTo(-0.1, 12)
    expect(touch!.components).toMatchObject({ entry: 100, exit: 90, n: 1, fellShare: 1, correctedShare: 1 })
    expect(touch!.components.maxDrawdown).toBeCloseTo(-0.1, 12)
    const [later] = of(rows, 'vvix_touch', 'US.daily.42')
    expect(later!.value).toBeCloseTo(-0.01, 12)
    expect(later!.components.maxDrawdown).toBeCloseTo(-0.1, 12)
    // 20 days at 5.5 and 1 at 6.5, ...: the average reaches 6 with the eleventh day at 6.5.
    const [byAverage] = of(rows, 'vvix_touch', 'US.ma.21')
    expect(byAverage!.tradeDate).toBe(vix[39]!.value.tradeDate)
  })

  it('equals a naive recomputation of averages, touches and base rates', () => {
    const vixOf = around(15, 1)
    const vvixOf = around(90, 2)
    const spxOf = around(4000, 3)
    const [from, to] = [20100101, 20131231]
    const [vix, vvix, spx] = [
      weekdayBars('VIX.US', from, to, vixOf),
      weekdayBars('VVIX.US', from, to, vvixOf),
      weekdayBars('SPX.US', from, to, spxOf),
    ]
    const ratio = vix.map(({ value }, at) => vvix[at]!.value.close / value.close)
    const rows = said([...vix, ...vvix, ...spx])
    of(rows, 'vvix_vix').forEach((row, at) => {
      expect(row.value).toBe(ratio[at])
      const month = ratio.slice(Math.max(0, at - 20), at + 1)
      if (at < 20) expect(row.components.average).toBeUndefined()
      else expect(row.components.average).toBeCloseTo(month.reduce((a, b) => a + b) / 21, 12)
    })
    const closes = spx.map(({ value }) => value.close)
    for (const horizon of [21, 42]) {
      const touches = of(rows, 'vvix_touch', `US.daily.${horizon}`)
      const dates = ratio.flatMap((value, at) => (at > 0 && value >= 6 && ratio[at - 1]! < 6 ? [at] : []))
      const done = dates.filter((at) => at + horizon < closes.length)
      expect(touches.map(({ tradeDate }) => tradeDate)).toEqual(done.map((at) => vix[at]!.value.tradeDate))
      const changes = done.map((at) => closes[at + horizon]! / closes[at]! - 1)
      touches.forEach((row, at) => {
        expect(row.value).toBeCloseTo(changes[at]!, 12)
        expect(row.components.fellShare).toBeCloseTo(
          changes.slice(0, at + 1).filter((change) => change < 0).length / (at + 1),
          12,
        )
      })
      const last = touches.at(-1)!
      const known = closes
        .slice(horizon, done.at(-1)! + horizon + 1)
        .map((close, at) => close / closes[at]! - 1)
      expect(last.components.baseN).toBe(known.length)
      expect(last.components.baseMean).toBeCloseTo(known.reduce((a, b) => a + b) / known.length, 10)
    }
  })
})

const FILES = ['vol-indices/vix_daily.csv.gz', 'vol-indices/vvix_daily.csv.gz']
describeOnData('vvix_vix on the history of both indices', FILES, ([vixFile, vvixFile]) => {
  const bars = (symbol: string, path: string, date: string, close: string) =>
    csvRows(path).flatMap((row) =>
      row[close] === ''
        ? []
        : [americanBar(symbol, Number(row[date]!.replaceAll('-', '')), Number(row[close]))],
    )
  const rows = of(
    said([
      ...bars('VIX.US', vixFile!, 'DATE', 'CLOSE').filter(({ value }) => value.tradeDate >= 20060301),
      ...bars('VVIX.US', vvixFile!, 'date', 'vvix'),
    ]),
    'vvix_vix',
  )
  const on = (date: number): Signal => rows.find(({ tradeDate }) => tradeDate === date)!

  it('is 5.71 on 2026-06-01 as published, by the day and not by the average, and no pressure point', () => {
    expect(on(20260601).value!.toFixed(2)).toBe('5.71')
    expect(on(20260601).components.average!.toFixed(2)).toBe('5.43')
    expect(on(20260601).state).toBe('normal')
  })

  it('agrees with an independent series: 5.5798 on 2026-04-10, between 1.32 and 10.32 over all years', () => {
    expect(on(20260410).value!.toFixed(4)).toBe('5.5798')
    const values = rows.map(({ value }) => value!)
    expect([Math.min(...values).toFixed(2), Math.max(...values).toFixed(2)]).toEqual(['1.32', '10.32'])
  })
})

seriesContract({
  name: 'volatility',
  definition: volatilityProcessor,
  timeline: {
    events: [
      ...weekdayBars('VIX.US', 20041101, 20050831, around(15, 4)),
      ...weekdayBars('VVIX.US', 20041115, 20050831, around(90, 5)),
      ...weekdayBars('VIX3M.US', 20050301, 20050831, around(17, 6)),
      ...weekdayBars('SPX.US', 20041101, 20050831, around(1200, 7)),
    ],
    sessions: sessionsBetween(20050104, 20050831),
  },
  atLeast: 300,
})
