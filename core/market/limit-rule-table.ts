import type { Board } from './board.ts'
import type { RiskStatus } from './risk-status.ts'
import type { TradeDate } from './trade-date.ts'

/** How a limit price that falls between two ticks is brought onto the grid. */
export type LimitRounding = 'halfUp' | 'truncate'

export interface PercentRow {
  readonly boards: readonly Board[]
  /** Statuses that the row is for; all when absent. */
  readonly statuses?: readonly RiskStatus[]
  /** First session on which the row holds. */
  readonly from: number
  /** First session on which it no longer holds; absent: still in force. */
  readonly until?: number
  readonly percent: 5 | 10 | 20 | 30
  readonly rounding: LimitRounding
  readonly source: string
}

export interface NewListingRow {
  readonly boards: readonly Board[]
  /** Listing dates that the row is for: [from, until). */
  readonly listedFrom: number
  readonly listedUntil?: number
  /** Sessions without a limit, the listing day included; or the day-one band of approved IPOs. */
  readonly window: { readonly freeSessions: number } | 'oldIpoFirstDay'
  readonly source: string
}

const MAIN: readonly Board[] = ['SH_MAIN', 'SZ_MAIN']

/**
 * Daily price limits 涨跌幅限制, domain reference A2. The first row that matches board, status and date
 * decides.
 */
export const PERCENT_ROWS: readonly PercentRow[] = [
  {
    boards: MAIN,
    statuses: ['unreformed'],
    from: 2007_01_08,
    percent: 5,
    rounding: 'halfUp',
    source:
      'SZSE notice on the limit of S-marked shares, in force 2007-01-08; still 5% in whole-market prices of 2026-09-24 (reference A2 row 2)',
  },
  {
    boards: MAIN,
    statuses: ['st', 'starSt'],
    from: 1998_04_22,
    until: 2026_07_06,
    percent: 5,
    rounding: 'halfUp',
    source:
      'SSE Trading Rules 2023 (上证发〔2023〕32号) 4.4.10; SZSE Trading Rules 2023 (深证上〔2023〕98号) 4.5.5',
  },
  {
    boards: MAIN,
    from: 1996_12_16,
    percent: 10,
    rounding: 'halfUp',
    source:
      'SSE Trading Rules 2026 (上证发〔2026〕41号) 3.3.13 and SZSE (深证上〔2026〕551号), in force 2026-07-06, name no ratio for risk warning any more; delisting period 10% as in the rules of 2023',
  },
  {
    boards: ['CHINEXT'],
    statuses: ['st', 'starSt'],
    from: 2009_10_30,
    until: 2020_08_24,
    percent: 5,
    rounding: 'halfUp',
    source: 'ChiNext before its registration reform (reference A2 row 6)',
  },
  {
    boards: ['CHINEXT'],
    from: 2009_10_30,
    until: 2020_08_24,
    percent: 10,
    rounding: 'halfUp',
    source: 'ChiNext before its registration reform (reference A2 row 7)',
  },
  {
    boards: ['CHINEXT'],
    from: 2020_08_24,
    percent: 20,
    rounding: 'halfUp',
    source: 'ChiNext registration reform, risk warning included (reference A2 row 8)',
  },
  {
    boards: ['STAR'],
    from: 2019_07_22,
    percent: 20,
    rounding: 'halfUp',
    source: 'STAR from its first session, risk warning included (reference A2 row 9)',
  },
  {
    boards: ['BSE'],
    from: 2021_11_15,
    percent: 30,
    rounding: 'truncate',
    source:
      'Beijing from its first session; truncation measured on 978 sealed days (reference A2 row 10, A4)',
  },
]

/** Sessions after listing on which other limits hold, domain reference A3, by listing date. */
export const NEW_LISTING_ROWS: readonly NewListingRow[] = [
  {
    boards: MAIN,
    listedFrom: 2023_04_10,
    window: { freeSessions: 5 },
    source: 'SSE and SZSE Trading Rules 2023, in force from the first registration listing on the main board',
  },
  {
    boards: ['CHINEXT'],
    listedFrom: 2020_08_24,
    window: { freeSessions: 5 },
    source: 'ChiNext registration reform (reference A3)',
  },
  {
    boards: ['STAR'],
    listedFrom: 2019_07_22,
    window: { freeSessions: 5 },
    source: 'STAR from its first session (reference A3)',
  },
  {
    boards: ['BSE'],
    listedFrom: 2021_11_15,
    window: { freeSessions: 1 },
    source: 'Beijing: the listing day only (reference A3)',
  },
  {
    boards: MAIN,
    listedFrom: 2014_01_01,
    listedUntil: 2023_04_10,
    window: 'oldIpoFirstDay',
    source:
      'First-day band of approved IPOs, notices of 2013-12 for listings from 2014; rule text not read (reference A3)',
  },
  {
    boards: ['CHINEXT'],
    listedFrom: 2014_01_01,
    listedUntil: 2020_08_24,
    window: 'oldIpoFirstDay',
    source:
      'First-day band of approved IPOs, notices of 2013-12 for listings from 2014; rule text not read (reference A3)',
  },
  {
    boards: [...MAIN, 'CHINEXT'],
    listedFrom: 1996_12_16,
    listedUntil: 2014_01_01,
    window: { freeSessions: 1 },
    source: 'Before the first-day band the listing day had no limit; rule text not read',
  },
]

/** Day-one band of approved IPOs around the issue price: +44% / -36%. */
export const OLD_IPO_BAND = { upPercent: 44, downPercent: 36 } as const

/** Since these rules the first day of a delisting period 退市整理期 has no limit (reference A3). */
export const FREE_FIRST_DELISTING_DAY_FROM = 2020_12_31 as TradeDate
