import { describe, expect, it } from 'vitest'
import type { Board } from './board.ts'
import { isOldRegimeListing, type LimitRule, limitRule } from './limit-rules.ts'
import type { RiskStatus } from './risk-status.ts'
import type { TradeDate } from './trade-date.ts'

interface Listing {
  readonly listed: number
  readonly session: number
}

function ruleOf(board: Board, status: RiskStatus, date: number, listing?: Listing): LimitRule {
  return limitRule({
    board,
    status,
    tradeDate: date as TradeDate,
    listDate: listing === undefined ? null : (listing.listed as TradeDate),
    sessionsSinceListing: listing?.session ?? null,
    delistingPeriodDay: null,
  })
}

const percentOf = (rule: LimitRule) => (rule.kind === 'percent' ? rule.percent : rule.kind)

describe('limitRule by board, status and date', () => {
  it.each([
    // main board, risk warning: 5% until 2026-07-03, 10% from 2026-07-06 (G2)
    ['SH_MAIN', 'st', 2026_07_03, 5],
    ['SZ_MAIN', 'starSt', 2026_07_03, 5],
    ['SH_MAIN', 'st', 2026_07_06, 10],
    ['SZ_MAIN', 'starSt', 2026_07_06, 10],
    ['SH_MAIN', 'normal', 2026_07_03, 10],
    ['SH_MAIN', 'normal', 2026_07_06, 10],
    ['SH_MAIN', 'delisting', 2022_05_05, 10],
    ['SH_MAIN', 'unreformed', 2022_05_05, 5],
    ['SH_MAIN', 'unreformed', 2026_07_06, 5],
    ['SH_MAIN', 'unreformed', 2006_12_01, 10],
    // ChiNext (G3, G4)
    ['CHINEXT', 'normal', 2020_08_21, 10],
    ['CHINEXT', 'normal', 2020_08_24, 20],
    ['CHINEXT', 'st', 2020_08_21, 5],
    ['CHINEXT', 'starSt', 2020_08_24, 20],
    ['CHINEXT', 'delisting', 2020_08_21, 10],
    ['CHINEXT', 'delisting', 2020_08_24, 20],
    ['STAR', 'normal', 2019_07_22, 20],
    ['STAR', 'st', 2024_05_06, 20],
    ['BSE', 'normal', 2021_11_15, 30],
    ['BSE', 'starSt', 2026_07_03, 30],
  ] as const)('%s %s on %d: %d%%', (board, status, date, percent) => {
    expect(percentOf(ruleOf(board, status, date))).toBe(percent)
  })

  it('rounds half up, except in Beijing', () => {
    expect(ruleOf('STAR', 'normal', 2024_01_02)).toEqual({ kind: 'percent', percent: 20, rounding: 'halfUp' })
    expect(ruleOf('BSE', 'normal', 2024_01_02)).toEqual({
      kind: 'percent',
      percent: 30,
      rounding: 'truncate',
    })
  })

  it('knows no limit for what is no A share, and none before a board had one', () => {
    for (const board of ['INDEX', 'FUND', 'OTHER'] as const) {
      expect(ruleOf(board, 'normal', 2024_01_02)).toEqual({ kind: 'none', reason: 'notAShare' })
    }
    expect(ruleOf('SH_MAIN', 'normal', 1996_12_13)).toEqual({ kind: 'none', reason: 'beforeRules' })
    expect(ruleOf('BSE', 'normal', 2021_11_12)).toEqual({ kind: 'none', reason: 'beforeRules' })
  })
})

describe('new listings', () => {
  it.each([
    // G5
    ['SH_MAIN', 2023_04_10, 5],
    ['SZ_MAIN', 2026_08_04, 5],
    ['CHINEXT', 2020_08_24, 5],
    ['STAR', 2019_07_22, 5],
    // G6
    ['BSE', 2022_01_04, 1],
  ] as const)('%s listed on %d has no limit for %d sessions', (board, listed, free) => {
    for (let session = 1; session <= free; session++) {
      expect(ruleOf(board, 'normal', listed, { listed, session })).toEqual({
        kind: 'none',
        reason: 'newListing',
      })
    }
    expect(ruleOf(board, 'normal', listed, { listed, session: free + 1 }).kind).toBe('percent')
  })

  it.each([
    ['SH_MAIN', 2023_04_07],
    ['SZ_MAIN', 2023_02_20],
    ['CHINEXT', 2020_08_21],
    ['SH_MAIN', 2014_01_17],
  ] as const)('%s listed on %d has the day-one band, then the ordinary limit', (board, listed) => {
    expect(ruleOf(board, 'normal', listed, { listed, session: 1 })).toEqual({
      kind: 'oldIpoFirstDay',
      upPercent: 44,
      downPercent: 36,
    })
    expect(percentOf(ruleOf(board, 'normal', listed, { listed, session: 2 }))).toBe(10)
    expect(isOldRegimeListing(board, listed as TradeDate)).toBe(true)
  })

  it('keeps the limits of an old share that was listed long ago', () => {
    expect(percentOf(ruleOf('SH_MAIN', 'normal', 2024_01_02, { listed: 2001_08_27, session: 5000 }))).toBe(10)
  })

  it('takes the day as the listing date where that is unknown', () => {
    const input = { board: 'SZ_MAIN', status: 'normal', listDate: null, delistingPeriodDay: null } as const
    const first = { ...input, sessionsSinceListing: 1 }
    expect(limitRule({ ...first, tradeDate: 2026_08_04 as TradeDate }).kind).toBe('none')
    expect(limitRule({ ...first, tradeDate: 2022_08_04 as TradeDate }).kind).toBe('oldIpoFirstDay')
  })

  it.each([
    ['SH_MAIN', 2023_04_10],
    ['CHINEXT', 2020_08_24],
    ['STAR', 2019_07_22],
    ['BSE', 2022_01_04],
    ['SH_MAIN', 2010_01_04],
  ] as const)('%s listed on %d was never an un-opened IPO', (board, listed) => {
    expect(isOldRegimeListing(board, listed as TradeDate)).toBe(false)
  })
})

describe('delisting period', () => {
  const onDay = (tradeDate: number, delistingPeriodDay: number | null) =>
    limitRule({
      board: 'BSE',
      status: 'delisting',
      tradeDate: tradeDate as TradeDate,
      listDate: null,
      sessionsSinceListing: null,
      delistingPeriodDay,
    })

  it('has no limit on its first day', () => {
    expect(onDay(2026_07_09, 1)).toEqual({ kind: 'none', reason: 'delistingPeriodFirstDay' })
    expect(percentOf(onDay(2026_07_10, 2))).toBe(30)
    expect(percentOf(onDay(2026_07_10, null))).toBe(30)
  })

  it('had one before the rules of 2020-12-31', () => {
    const rule = limitRule({
      board: 'SZ_MAIN',
      status: 'delisting',
      tradeDate: 2020_06_01 as TradeDate,
      listDate: null,
      sessionsSinceListing: null,
      delistingPeriodDay: 1,
    })
    expect(percentOf(rule)).toBe(10)
  })
})
