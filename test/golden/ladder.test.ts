import { beforeAll, expect, it } from 'vitest'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { describeOnData, knownInstruments, realHistory } from '../support/real-history.ts'
import { LadderComparison } from './ladder-comparison.ts'
import { readLadder, readPromotions } from './ladder-file.ts'

/** Long enough before the ladder's first session for every streak to have begun in our data. */
const FROM = 20241101 as TradeDate

const BARS = ['recovered_2024H2', 'recovered_2025H1', 'recovered_2025H2']
const FILES = [
  'limit-up/ladder_20241223_20251128.csv.gz',
  'limit-up/promotion_rates_20241223_20251128.csv',
  ...BARS.map((file) => `a-share-daily-bars/${file}.csv.gz`),
]

describeOnData('ladder of 2024-12-23..2025-11-28', FILES, ([ladderPath, promotionsPath, ...bars]) => {
  let comparison: LadderComparison

  beforeAll(async () => {
    comparison = new LadderComparison(readLadder(ladderPath!), knownInstruments())
    for await (const session of realHistory(bars, { fromSession: FROM })) comparison.take(session)
    const { sessions, agreed, cells } = comparison
    const totals = `${sessions} sessions, ${agreed} limit-ups and ${cells.equal} of ${cells.all} rates agree`
    console.info(comparison.causes.text(`ladder: ${totals}; differences`))
  })

  it('has the same limit-ups, boards and cohorts as ours, every difference by cause', () => {
    expect(comparison.causes.unexplained).toEqual([])
    expect(comparison.sessions).toBe(227)
    expect(comparison.agreed).toBe(14_281)
    expect(comparison.causes.counts()).toEqual({
      boardsUnderRiskStatus: { boards: 7, cohort: 7 },
      coldStart: { boards: 27, cohort: 28 },
      contradicted: { cohort: 3, limitUp: 1 },
      delisted: { cohort: 105, limitUp: 155 },
      exRightsIgnored: { boards: 8, cohort: 36, limitUp: 28 },
      missingBar: { cohort: 59, limitUp: 70 },
      missingInLadder: { boards: 2, cohort: 4, limitUp: 3 },
      noLimitDay: { cohort: 11, limitUp: 11 },
      riskStatus: { cohort: 1289, limitUp: 1296 },
      stByTodaysName: { boards: 23, cohort: 1208, limitUp: 1189 },
      suspended: { cohort: 94 },
      wrongScale: { cohort: 1, limitUp: 1 },
    })
  })

  it('gives the published promotion rates by plain arithmetic', () => {
    const days = readLadder(ladderPath!)
    const dates = [...days.keys()].sort((a, b) => a - b)
    const published = readPromotions(promotionsPath!).filter(({ tradeDate }) => tradeDate !== dates.at(-1))
    const computed = published.map(({ tradeDate, level }) => {
      const next = days.get(dates[dates.indexOf(tradeDate) + 1]!)!
      const cohort = [...days.get(tradeDate)!.values()].filter(({ boards }) => boards === level)
      const promoted = cohort.filter(({ symbol }) => next.has(symbol)).length
      return { tradeDate, level, total: cohort.length, promoted }
    })
    expect(published).toHaveLength(1213)
    expect(computed).toEqual(published)
  })

  it('promotes as ours in every cell, the shares with a cause left out', () => {
    expect(comparison.cells).toEqual({ all: 1213, equal: 429, equalWithoutDifferences: 1213 })
  })
})
