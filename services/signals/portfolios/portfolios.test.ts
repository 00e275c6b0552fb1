import { describe, expect, it } from 'vitest'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import {
  type EventTime,
  sessionClose,
  shanghaiTime,
  type TradeDate,
} from '../../../core/market/trade-date.ts'
import { seriesContract } from '../../../test/support/series-contract.ts'
import {
  chineseBar,
  runSeries,
  seriesBar,
  sessionsBetween,
  type Timeline,
  target,
} from '../../../test/support/series-run.ts'
import { SIGNAL_PROCESSORS } from '../signal-processors.ts'
import { portfoliosProcessor } from './portfolios-processor.ts'
import { daysOf, madeTimeline, statsOf, weightsOf } from './testing/made-timeline.ts'

const A = '512400.SH'
const INDEX = '000300.SH'
/** Monday 2024-03-04 to Friday. */
const WEEK = sessionsBetween(20240304, 20240308)
const [MONDAY, TUESDAY] = WEEK as [TradeDate, TradeDate]

const wish = (
  strategy: string,
  at: EventTime,
  weights: Readonly<Record<string, number>>,
  more: object = {},
) =>
  target({
    strategy,
    tradeDate: MONDAY,
    eventTime: at,
    execution: 'nextOpen',
    weights: Object.entries(weights).map(([symbol, weight]) => ({
      symbol: symbol as InstrumentSymbol,
      weight,
    })),
    benchmark: INDEX as InstrumentSymbol,
    costRate: 0,
    reason: 'test',
    ...more,
  })

const SATURDAY = shanghaiTime(20240302 as TradeDate, 6, 0)
const days = (timeline: Timeline) => daysOf(runSeries(portfoliosProcessor, timeline))

seriesContract({
  name: 'portfolios',
  definition: portfoliosProcessor,
  timeline: madeTimeline(20231201, 20240430),
  atLeast: 300,
  runs: 10,
})

it('is one of the processors that pulse runs', () => {
  expect(SIGNAL_PROCESSORS.map(({ name }) => name)).toContain('portfolios')
})

describe('an account from close to close', () => {
  const opens = [2, 2.1, 2.2, 2.1, 2.2]
  const closes = [2.05, 2.15, 2.1, 2.2, 2.25]
  const index = [3500, 3535, 3570, 3500, 3600]
  const bars = WEEK.flatMap((session, at) => [
    chineseBar(A, session, closes[at]!, { open: opens[at]! }),
    chineseBar(INDEX, session, index[at]!),
  ])
  const friday = [chineseBar(INDEX, 20240301, 3465)]

  it('by hand: decided on Saturday, bought at Monday open, half sold at Thursday close', () => {
    const half = wish(
      'x',
      sessionClose(20240306 as TradeDate),
      { [A]: 0.5 },
      { execution: 'nextClose', costRate: 0.01 },
    )
    const events = [...friday, ...bars, wish('x', SATURDAY, { [A]: 1 }, { costRate: 0.01 }), half]
    const [first, second, third, fourth, fifth] = days({
      events,
      sessions: sessionsBetween(20240301, 20240308),
    })
    // 1/1.01 is left after costs, at 2.00; the index is counted from its close of the Friday before.
    expect(first).toMatchObject({ tradeDate: MONDAY, holdings: 1, blocked: 0 })
    expect(first!.nav).toBeCloseTo(2.05 / 2 / 1.01, 14)
    expect(first!.benchmarkNav).toBeCloseTo(3500 / 3465, 14)
    expect(first!.turnover).toBeCloseTo(1 / 1.01, 14)
    expect(first!.cost).toBeCloseTo(0.01 / 1.01, 14)
    expect(second!.dayReturn).toBeCloseTo(2.15 / 2.05 - 1, 14)
    expect(second!.benchmarkReturn).toBeCloseTo(3535 / 3500 - 1, 14)
    // Thursday at 2.20, half of what is left stays: V + 0.01 * (V0 - V / 2) = V0, so V = V0 * 0.99 / 0.995.
    const before = 2.2 / 2 / 1.01
    expect(fourth!.nav).toBeCloseTo((before * 0.99) / 0.995, 14)
    expect(fourth!.cash).toBeCloseTo(0.5, 14)
    expect(fifth!.dayReturn).toBeCloseTo(0.5 * (2.25 / 2.2 - 1), 14)
    expect(third!.drawdown).toBeCloseTo(2.1 / 2.15 - 1, 14)
    expect(fifth!.drawdown).toBe(0)
  })

  it('a decision of a close begins with a row of 1, which no figure counts', () => {
    const events = [...bars, wish('x', sessionClose(MONDAY), { [A]: 1 })]
    const outputs = runSeries(portfoliosProcessor, { events, sessions: WEEK })
    const [first, second] = daysOf(outputs)
    expect(first).toMatchObject({ tradeDate: MONDAY, nav: 1, benchmarkNav: 1, dayReturn: 0, holdings: 0 })
    expect(second!.nav).toBeCloseTo(2.15 / 2.1, 14)
    expect(second!.benchmarkNav).toBeCloseTo(3535 / 3500, 14)
    const stats = statsOf(outputs)
    expect(stats[0]).toMatchObject({ period: 'all', from: TUESDAY, sessions: 1, revision: 0 })
    expect(stats.at(-1)).toMatchObject({ period: '2024', sessions: 4, revision: 3 })
    expect(stats.at(-1)!.totalReturn).toBeCloseTo(2.25 / 2.1 - 1, 14)
    expect(stats.at(-1)!.benchmarkReturn).toBeCloseTo(3600 / 3500 - 1, 14)
  })

  it('without an opening price it trades at the close, and the weights say so', () => {
    const noOpen = WEEK.map((session, at) => chineseBar(A, session, closes[at]!))
    const outputs = runSeries(portfoliosProcessor, {
      events: [...noOpen, wish('x', SATURDAY, { [A]: 1 }, { benchmark: null })],
      sessions: WEEK,
    })
    expect(daysOf(outputs)[0]).toMatchObject({ nav: 1, holdings: 1, blocked: 0, benchmarkNav: null })
    expect(weightsOf(outputs).map(({ blocked }) => blocked)).toEqual(['noOpen', null, null, null, null])
    expect(weightsOf(outputs)[0]).toMatchObject({ symbol: A, weight: 1, target: 1 })
  })

  it('locked at the limit, then suspended, then free: bought on the third day', () => {
    const events = [
      chineseBar(A, 20240301, 2, { open: 2 }),
      chineseBar(A, MONDAY, 2.2, { open: 2.2, high: 2.2, low: 2.2 }),
      chineseBar(A, WEEK[2]!, 2.3, { open: 2.25 }),
      wish('x', SATURDAY, { [A]: 1 }, { benchmark: null }),
    ]
    const outputs = runSeries(portfoliosProcessor, { events, sessions: sessionsBetween(20240301, 20240306) })
    expect(weightsOf(outputs).map(({ blocked, weight }) => [blocked, weight])).toEqual([
      ['limitUp', 0],
      ['suspended', 0],
      [null, 1],
    ])
    expect(daysOf(outputs).map(({ blocked }) => blocked)).toEqual([1, 1, 0])
    expect(daysOf(outputs)[2]!.nav).toBeCloseTo(2.3 / 2.25, 14)
  })

  it('a day without a bar is valued at the last close', () => {
    const events = [
      ...bars.filter(({ value }) => value.tradeDate !== TUESDAY || value.symbol !== A),
      wish('x', SATURDAY, { [A]: 1 }),
    ]
    const [monday, tuesday, wednesday] = days({ events, sessions: WEEK })
    expect(tuesday!.dayReturn).toBe(0)
    expect(tuesday!.benchmarkReturn).toBeCloseTo(3535 / 3500 - 1, 14)
    expect(wednesday!.nav).toBeCloseTo((monday!.nav * 2.1) / 2.05, 14)
  })

  it('a session of which there are no data is passed over, and the next return spans it', () => {
    const events = [
      ...friday,
      ...bars.filter(({ value }) => value.tradeDate !== TUESDAY),
      wish('x', SATURDAY, { [A]: 1 }),
    ]
    const outputs = runSeries(portfoliosProcessor, { events, sessions: [...WEEK, 20240311 as TradeDate] })
    const [monday, wednesday] = daysOf(outputs)
    expect(daysOf(outputs).map(({ tradeDate }) => tradeDate)).toEqual([MONDAY, ...WEEK.slice(2)])
    expect(wednesday!.dayReturn).toBeCloseTo(2.1 / 2.05 - 1, 14)
    expect(wednesday!.benchmarkReturn).toBeCloseTo(3570 / 3500 - 1, 14)
    expect(monday!.nav).toBeCloseTo(2.05 / 2, 14)
    expect(statsOf(outputs).at(-1)).toMatchObject({ sessions: 4, to: 20240308 })
  })

  it('the same printed twice or corrected late trades nothing again; a correction of the last close is believed', () => {
    const events = [
      ...bars.filter(({ value }) => value.tradeDate !== TUESDAY),
      seriesBar(A, MONDAY, 3, sessionClose(MONDAY) + 3_600_000),
      wish('x', SATURDAY, { [A]: 1 }, { benchmark: null }),
    ]
    const [monday, tuesday, wednesday] = days({ events, sessions: WEEK })
    expect(monday!.nav).toBeCloseTo(2.05 / 2, 14)
    expect(tuesday!.nav).toBeCloseTo(3 / 2, 14)
    expect(wednesday!.nav).toBeCloseTo(2.1 / 2, 14)
  })

  it('weights that no account can hold are dead letters', () => {
    const bad =
      (weights: Readonly<Record<string, number>>, more = {}) =>
      () =>
        days({ events: [wish('x', SATURDAY, weights, more)], sessions: WEEK })
    expect(bad({ [A]: 0.6, [INDEX]: 0.5 })).toThrow('poisoned')
    expect(bad({ [A]: -0.1 })).toThrow('poisoned')
    expect(bad({ [A]: 1 }, { costRate: 0.2 })).toThrow('poisoned')
  })
})

describe('foreign shares', () => {
  const US = 'SPY.US'
  const nights = [20240304, 20240305].map((session, at) =>
    seriesBar(US, session, 102 + at, shanghaiTime((session + 1) as TradeDate, 5, 0), { open: 100 + at }),
  )

  it('are bought in the night after the decision and valued at the close known by then', () => {
    const timeline = {
      events: [...nights, wish('x', SATURDAY, { [US]: 1 }, { benchmark: US })],
      sessions: WEEK,
    }
    const [monday, tuesday, wednesday] = days(timeline)
    expect(monday).toMatchObject({ nav: 1, holdings: 0, blocked: 0, benchmarkNav: null })
    expect(tuesday!.nav).toBeCloseTo(1.02, 14)
    expect(wednesday!.nav).toBeCloseTo(1.03, 14)
    expect(wednesday!.benchmarkReturn).toBeCloseTo(103 / 102 - 1, 14)
  })

  it('a decision after their open waits for the next', () => {
    const late = shanghaiTime(20240304 as TradeDate, 23, 0)
    const [monday, tuesday] = days({ events: [...nights, wish('x', late, { [US]: 1 })], sessions: WEEK })
    expect(monday).toMatchObject({ tradeDate: TUESDAY, holdings: 0 })
    expect(tuesday!.nav).toBeCloseTo(103 / 101, 14)
  })
})

describe('rows', () => {
  it('of each year begin at the last close of the year before', () => {
    const outputs = runSeries(portfoliosProcessor, madeTimeline(20231215, 20240115))
    const navs = daysOf(outputs).filter(({ strategy }) => strategy === 'drifting')
    const before = navs.findLast(({ tradeDate }) => tradeDate < 20240101)!
    const last = statsOf(outputs).findLast(
      ({ strategy, period }) => strategy === 'drifting' && period === '2024',
    )!
    expect(last.from).toBe(20240102)
    expect(last.totalReturn).toBeCloseTo(navs.at(-1)!.nav / before.nav - 1, 13)
  })
})
