import { describe, expect, it } from 'vitest'
import { shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import type { Signal } from '../../../schemas/generated/events.ts'
import { csvRows } from '../../../test/golden/csv-rows.ts'
import { americanBar, weekdayBars } from '../../../test/support/american-bars.ts'
import { randomFrom } from '../../../test/support/random-market.ts'
import { describeOnData } from '../../../test/support/real-history.ts'
import { seriesContract } from '../../../test/support/series-contract.ts'
import { runSeries, sessionsBetween, type Timeline } from '../../../test/support/series-run.ts'
import { electionCycleProcessor } from './election-cycle-processor.ts'

const said = (timeline: Timeline): Signal[] =>
  runSeries(electionCycleProcessor, timeline).map(({ value }) => value as Signal)

/** A random walk that depends on the date only. */
const walk = (seed: number) => {
  const random = randomFrom(seed)
  let close = 100
  return () => {
    close *= 1 + (random() - 0.49) / 20
    return close
  }
}

describe('election_month', () => {
  // Month ends 100, 110 (up 10%), 99 (down 10%): January and February 2002 of a midterm year.
  const bars = [
    americanBar('SPX.US', 20011228, 90),
    americanBar('SPX.US', 20011231, 100),
    americanBar('SPX.US', 20020130, 70),
    americanBar('SPX.US', 20020131, 110),
    americanBar('SPX.US', 20020228, 99),
    americanBar('SPX.US', 20020301, 99),
    americanBar('SPX.US', 20020401, 99),
  ]
  const rows = said({ events: bars, sessions: [] })

  it('counts a month at its end, with the last close of the month before', () => {
    const january = rows.find(({ subject }) => subject === 'SPX.US:midterm:01')!
    expect(january.tradeDate).toBe(20020131)
    expect(january.eventTime).toBe(shanghaiTime(20020201 as TradeDate, 6, 0))
    expect(january.value).toBeCloseTo(0.1, 12)
    expect(january.components).toMatchObject({ n: 1, ups: 1, upProbability: 1, firstYear: 2002 })
    const february = rows.find(({ subject }) => subject === 'SPX.US:midterm:02')!
    expect(february.value).toBeCloseTo(-0.1, 12)
    expect(february.components).toMatchObject({ ups: 0, upProbability: 0, month: 2 })
  })

  it('does not count the month with which the data begin', () => {
    expect(rows.some(({ subject }) => subject === 'SPX.US:post:12')).toBe(false)
  })

  it('says at the end of a month what the next has been, without it', () => {
    const current = rows.filter(({ subject }) => subject === 'SPX.US:current')
    expect(current.map(({ tradeDate }) => tradeDate)).toEqual([20011231, 20020131, 20020228, 20020301])
    expect(current[0]!.notes.cycle).toBe('midterm')
    expect(current[0]).toMatchObject({ value: null, state: null, components: { n: 0, month: 1, year: 2002 } })
  })

  it('leaves out a month whose predecessor is missing', () => {
    const gap = said({
      events: [
        ...bars,
        americanBar('SPX.US', 20020628, 120),
        americanBar('SPX.US', 20020731, 132),
        americanBar('SPX.US', 20020802, 132),
      ],
      sessions: [],
    })
    expect(gap.some(({ subject }) => subject === 'SPX.US:midterm:06')).toBe(false)
    expect(gap.find(({ subject }) => subject === 'SPX.US:midterm:07')?.value).toBeCloseTo(0.1, 12)
  })

  it('equals a naive recomputation at every month end', () => {
    const closeOf = walk(5)
    const events = weekdayBars('SPX.US', 19800101, 20101231, closeOf)
    const ends: { month: number; date: number; close: number }[] = []
    for (const { value } of events) {
      const month = Math.floor(value.tradeDate / 100)
      if (ends.at(-1)?.month === month) ends.pop()
      ends.push({ month, date: value.tradeDate, close: value.close })
    }
    const rows = said({ events, sessions: [] })
    const byKey = new Map(rows.map((row) => [`${row.subject}/${row.tradeDate}`, row]))
    let checked = 0
    for (let at = 1; at < ends.length - 1; at += 1) {
      const { month, date } = ends[at]!
      const same = ends
        .slice(1, at + 1)
        .flatMap((end, before) =>
          end.month % 100 === month % 100
            ? [{ year: Math.floor(end.month / 100), change: end.close / ends[before]!.close - 1 }]
            : [],
        )
      const year = Math.floor(month / 100)
      const kind = ['presidential', 'post', 'midterm', 'pre'][year % 4]!
      const own = same.filter((each) => each.year % 4 === year % 4).map(({ change }) => change)
      const other = same.filter((each) => each.year % 4 !== year % 4).map(({ change }) => change)
      const row = byKey.get(`SPX.US:${kind}:${String(month % 100).padStart(2, '0')}/${date}`)!
      expect(row.value).toBeCloseTo(own.reduce((a, b) => a + b) / own.length, 12)
      expect(row.components.n).toBe(own.length)
      expect(row.components.ups).toBe(own.filter((change) => change > 0).length)
      expect(row.components.otherN).toBe(other.length)
      if (other.length > 0)
        expect(row.components.otherMean).toBeCloseTo(other.reduce((a, b) => a + b) / other.length, 12)
      checked += 1
    }
    expect(checked).toBeGreaterThan(360)
  })
})

describeOnData('election_month on the S&P 500', ['us-markets/sp500_1927_2026.csv.gz'], ([path]) => {
  it("has as many midterm years as there were, and the report's 33% from 1966 on", () => {
    const events = csvRows(path!).flatMap(({ date, close }) => {
      const day = Number(date!.replaceAll('-', ''))
      return day >= 19660101 && day <= 20260602 ? [americanBar('SPX.US', day, Number(close))] : []
    })
    const rows = said({ events, sessions: [] })
    const june = rows.findLast(({ subject }) => subject === 'SPX.US:current')!
    expect(june).toMatchObject({ tradeDate: 20260529, notes: { cycle: 'midterm' }, state: 'weak' })
    // [S0]: the June of midterm years rises in 33%.
    expect(june.components).toMatchObject({ month: 6, year: 2026, n: 15, ups: 5 })
    expect(Math.round(june.components.upProbability! * 100)).toBe(33)
  })
})

const closeOf = walk(11)
const closeOfComposite = walk(12)
seriesContract({
  name: 'election-cycle',
  definition: electionCycleProcessor,
  timeline: {
    events: [
      ...weekdayBars('SPX.US', 20041101, 20060430, closeOf),
      ...weekdayBars('IXIC.US', 20050301, 20060430, closeOfComposite),
    ],
    sessions: sessionsBetween(20050104, 20060428),
  },
  atLeast: 50,
})
