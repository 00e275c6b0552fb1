/**
 * When observations are released where their source does not say: the latest usual moment, so that nothing is
 * used earlier than it was known. The first rule whose `series` and `from` fit stands.
 *
 * Release days were counted in the calendars of releases of the data (docs/sources.md): CPI and PPI 2011-2025 on the
 * 8th to the 18th, in January 2011 on the 20th; money 2011-2025 by the 18th but for windows of 2020; the PMI on
 * the first day of the next month until January 2017, then on the last day of its own, that of February on
 * 1 March since 2022. Hours: the National Bureau of Statistics releases at 09:30, the People's Bank without a
 * fixed hour, mostly 16:00 to 18:00; SHIBOR at 11:00 (2014-08 to 2018: 09:30); exchanges print margin
 * balances before 09:00 of the next session; ChinaBond its curve by 18:00; the Federal Reserve its H.4.1 (weekly,
 * as of Wednesday) on Thursday 16:30, the effective rate on the next morning; OFR its stress index two days later.
 */
export const RELEASE_RULES: readonly ReleaseRule[] = [
  { series: 'CN.PMI', from: 20220201, months: [2], monthsAfter: 1, day: 1, at: [9, 30] },
  { series: 'CN.PMI', from: 20170201, monthsAfter: 0, day: 'last', at: [9, 30] },
  { series: 'CN.PMI', monthsAfter: 1, day: 1, at: [9, 30] },
  { series: 'CN.PMI.NONMFG', from: 20220201, months: [2], monthsAfter: 1, day: 1, at: [9, 30] },
  { series: 'CN.PMI.NONMFG', from: 20170201, monthsAfter: 0, day: 'last', at: [9, 30] },
  { series: 'CN.PMI.NONMFG', monthsAfter: 1, day: 3, at: [9, 30] },
  { series: 'CN.CPI.*', from: 20110101, monthsAfter: 1, day: 18, at: [9, 30] },
  { series: 'CN.CPI.*', monthsAfter: 1, day: 20, at: [9, 30] },
  { series: 'CN.PPI.*', from: 20110101, monthsAfter: 1, day: 18, at: [9, 30] },
  { series: 'CN.PPI.*', monthsAfter: 1, day: 20, at: [9, 30] },
  { series: 'CN.M0.*', monthsAfter: 1, day: 18, at: [16, 0] },
  { series: 'CN.M1.*', monthsAfter: 1, day: 18, at: [16, 0] },
  { series: 'CN.M2.*', monthsAfter: 1, day: 18, at: [16, 0] },
  { series: 'CN.NEWCREDIT', monthsAfter: 1, day: 18, at: [16, 0] },
  { series: 'CN.SOCIALFINANCING', monthsAfter: 1, day: 18, at: [16, 0] },
  { series: 'CN.MARKETCAP', monthsAfter: 1, day: 15, at: [16, 0] },
  { series: 'CN.SHIBOR.*', daysAfter: 0, at: [11, 0] },
  { series: 'CN.RRR.*', daysAfter: 0, at: [18, 0] },
  { series: 'CN.MARGIN.*', sessionsAfter: 1, at: [9, 0] },
  { series: 'CN.NORTHBOUND*', daysAfter: 0, at: [16, 30] },
  { series: 'CN.SOUTHBOUND*', daysAfter: 0, at: [16, 30] },
  { series: 'CN.GOLD.*', daysAfter: 0, at: [15, 30] },
  { series: 'CN.YIELD.*', daysAfter: 0, at: [18, 0] },
  { series: 'CN.PE.*', daysAfter: 0, at: [18, 0] },
  { series: 'CN.IV30.*', daysAfter: 0, at: [18, 0] },
  { series: 'US.IV30.*', daysAfter: 0, at: [16, 15], zone: 'newYork' },
  { series: 'US.CDS5Y.*', daysAfter: 0, at: [18, 0], zone: 'newYork' },
  { series: 'US.FEDCUT', daysAfter: 0, at: [18, 0], zone: 'newYork' },
  { series: 'US.PUTCALL.*', daysAfter: 0, at: [18, 0], zone: 'newYork' },
  { series: 'US.GOLD.XAUUSD', daysAfter: 0, at: [18, 0], zone: 'newYork' },
  { series: 'US.DFF', daysAfter: 3, at: [9, 0], zone: 'newYork' },
  { series: 'US.WALCL', daysAfter: 1, at: [16, 30], zone: 'newYork' },
  { series: 'US.FSI', daysAfter: 4, at: [10, 0], zone: 'newYork' },
]

export interface ReleaseRule {
  /** Name of the series; `*` at its end stands for anything. */
  readonly series: string
  /** First period, as its last day, that the rule holds for; always where absent. */
  readonly from?: number
  /** Months of the year of the period that it holds for; all where absent. */
  readonly months?: readonly number[]
  /** Day of a month after the period's. */
  readonly monthsAfter?: number
  readonly day?: number | 'last'
  /** Days after the period. */
  readonly daysAfter?: number
  /** Chinese sessions after the period. */
  readonly sessionsAfter?: number
  /** Hour and minute. */
  readonly at: readonly [hour: number, minute: number]
  /** Default: Shanghai. */
  readonly zone?: 'newYork'
}
