import { expect, it } from 'vitest'
import { describeOnData, knownInstruments, realHistory } from '../support/real-history.ts'
import { readDerivedCounts } from './derived-counts.ts'
import { MarketComparison } from './market-comparison.ts'

const DERIVED = 'derived/market_limit_stats_daily.csv'

/** Two years take 20 s on two busy cores. */
const TIMEOUT = 180_000

const RUNS = [
  {
    title: '2019-12..2020-02 and 2022',
    files: ['raw_20191202_20200228', 'raw_2022'],
    sessions: 300,
    coldSessions: 13,
    limitUps: 19_194,
    causes: {
      boardsUnderRiskStatus: { boards: 9 },
      contradicted: { cohort: 4 },
      newListing: { boards: 7, broken: 18, cohort: 65, limitDown: 30, limitUp: 65 },
      riskStatus: { broken: 11, cohort: 32, limitDown: 16, limitUp: 30 },
      suspended: { cohort: 32 },
      unopenedIpo: { boards: 27, cohort: 149, limitUp: 151 },
    },
  },
  {
    title: '2024 and 2025',
    files: ['recovered_2024H1', 'recovered_2024H2', 'recovered_2025H1', 'recovered_2025H2'],
    sessions: 485,
    coldSessions: 3,
    limitUps: 32_659,
    causes: {
      badSourceDay: { cohort: 11 },
      boardsUnderRiskStatus: { boards: 7 },
      contradicted: { cohort: 6, limitUp: 3 },
      newListing: { boards: 2, broken: 4, cohort: 13, limitDown: 1, limitUp: 13 },
      riskStatus: { broken: 28, cohort: 62, limitDown: 47, limitUp: 59 },
      suspended: { cohort: 53 },
    },
  },
] as const

for (const { title, files, causes, ...totals } of RUNS) {
  const names = [DERIVED, ...files.map((file) => `a-share-daily-bars/${file}.csv.gz`)]
  describeOnData(`daily counts of ${title}`, names, ([derived, ...bars]) => {
    it(
      'agree with the derived statistics, every difference by cause',
      async () => {
        const comparison = new MarketComparison(readDerivedCounts(derived!), knownInstruments())
        for await (const session of realHistory(bars)) comparison.take(session)
        const { sessions, limitUps, cold } = comparison
        console.info(
          comparison.causes.text(`${title}: ${sessions} sessions, ${limitUps} limit-ups; differences`),
        )
        expect(comparison.wrong).toEqual([])
        expect(comparison.inconsistent).toEqual([])
        expect(comparison.causes.unexplained).toEqual([])
        expect({ sessions, limitUps, coldSessions: cold.length }).toEqual(totals)
        expect(comparison.causes.counts()).toEqual(causes)
      },
      TIMEOUT,
    )
  })
}
