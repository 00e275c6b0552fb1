import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { knownInstruments, realHistory } from '../support/real-history.ts'
import { compareCounts } from './derived-counts.ts'
import { PoolComparison, readPool } from './eastmoney-pools.ts'
import { LadderComparison } from './ladder-comparison.ts'
import { readLadder } from './ladder-file.ts'
import { MarketComparison } from './market-comparison.ts'
import type { NaiveCounts } from './naive-market.ts'

/** Real rows, a few shares around the days on which the sources differ; so every cause is tested without the data. */
const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))

async function marketOf(bars: string): Promise<MarketComparison> {
  const comparison = new MarketComparison(new Map(), knownInstruments())
  for await (const session of realHistory([fixture(bars)])) comparison.take(session)
  return comparison
}

describe('derived counts', () => {
  const counts: NaiveCounts = {
    n: 4990,
    up_n: 2596,
    down_n: 2258,
    flat_n: 136,
    limit_up: 51,
    broken_up: 21,
    limit_down: 3,
    ew_ret_pct: 0.144,
    max_board: 2,
    boards2p: 15,
    prev_zt_n: 62,
    promo_all: 0.2419,
    prev_first_n: 41,
    promo_1to2: 0.0732,
    promo_2plus: 0.5714,
    prev_zt_ret_pct: 2.159,
  }
  const verdict = (cold: boolean, derived: Partial<NaiveCounts>) =>
    compareCounts({ shares: [], counts, cold }, { ...counts, ...derived }).verdict

  it('are equal to the digit, or higher where boards began before the data', () => {
    expect(verdict(false, {})).toBe('equal')
    expect(verdict(true, { max_board: 9, promo_1to2: 0.0712 })).toBe('coldStart')
    expect(verdict(false, { max_board: 9 })).toBe('wrong')
    expect(verdict(true, { max_board: 1 })).toBe('wrong')
    expect(verdict(true, { limit_up: 52 })).toBe('wrong')
  })
})

describe('causes on small extracts of the real data', () => {
  it('processors and naive arithmetic, 2022', async () => {
    const { causes, inconsistent } = await marketOf('bars-2022.csv')
    expect(inconsistent).toEqual([])
    expect(causes.unexplained).toEqual([])
    expect(causes.counts()).toEqual({
      boardsUnderRiskStatus: { boards: 2 },
      contradicted: { cohort: 1 },
      newListing: { cohort: 1, limitDown: 3, limitUp: 1 },
      riskStatus: { broken: 1, cohort: 2, limitUp: 2 },
      suspended: { cohort: 1 },
      unopenedIpo: { boards: 1, cohort: 3, limitUp: 3 },
    })
  })

  it('processors and naive arithmetic, 2024 and 2025', async () => {
    const { causes, inconsistent } = await marketOf('bars-2024-2025.csv')
    expect(inconsistent).toEqual([])
    expect(causes.unexplained).toEqual([])
    expect(causes.counts()).toEqual({
      badSourceDay: { cohort: 2 },
      boardsUnderRiskStatus: { boards: 2 },
      contradicted: { cohort: 2 },
    })
  })

  it('processors and ladder file', async () => {
    const comparison = new LadderComparison(readLadder(fixture('ladder.csv')), knownInstruments())
    for await (const session of realHistory([fixture('bars-2024-2025.csv')])) comparison.take(session)
    expect(comparison.causes.unexplained).toEqual([])
    expect(comparison.causes.counts()).toEqual({
      boardsUnderRiskStatus: { boards: 2, cohort: 1 },
      coldStart: { boards: 1, cohort: 1 },
      contradicted: { cohort: 2, limitUp: 1 },
      delisted: { cohort: 1, limitUp: 4 },
      exRightsIgnored: { boards: 2, cohort: 3, limitUp: 1 },
      missingBar: { cohort: 1, limitUp: 1 },
      missingInLadder: { boards: 3, cohort: 4, limitUp: 2 },
      noLimitDay: { cohort: 1, limitUp: 1 },
      riskStatus: { cohort: 3, limitUp: 3 },
      stByTodaysName: { cohort: 1, limitUp: 1 },
      suspended: { cohort: 2 },
      wrongScale: { cohort: 1, limitUp: 1 },
    })
  })

  it('processors and Eastmoney pools', async () => {
    const [zt, zb, dt] = ['zt', 'zb', 'dt'].map((pool) => readPool(fixture(`${pool}-pool-2026.csv`)))
    const comparison = new PoolComparison({ zt: zt!, zb: zb!, dt: dt! })
    for await (const session of realHistory([fixture('snapshot-2026.csv')])) comparison.take(session)
    expect(comparison.agreed).toEqual({ zt: 8, zb: 0, dt: 0 })
    expect(comparison.wrongBoards).toEqual([])
    expect(
      comparison.disagreements.map(
        ({ pool, tradeDate, symbol, cause }) => `${pool} ${tradeDate} ${symbol} ${cause}`,
      ),
    ).toEqual([
      'zt 20260703 000004.SZ delistingPeriod',
      'zt 20260703 300018.SZ closedUnsealed',
      'zb 20260703 300018.SZ closedUnsealed',
      'zb 20260703 300549.SZ touchedUnsealed',
      'zb 20260703 603518.SH touchedUnsealed',
      'dt 20260703 000892.SZ closedDownUnsealed',
      'zt 20260706 603087.SH closedUnsealed',
      'zb 20260706 000004.SZ delistingPeriod',
      'zb 20260706 603087.SH closedUnsealed',
    ])
  })
})
