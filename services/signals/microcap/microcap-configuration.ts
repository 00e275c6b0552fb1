import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { Dated } from '../../../core/rotation/dated.ts'

/** A microcap index and what it is compared with. Signals are made for every pair that has bars. */
export interface MicrocapPair {
  /** Subject of its signals. */
  readonly subject: string
  /** Microcap index 微盘股指数. */
  readonly micro: InstrumentSymbol
  /** Mao index 茅指数 of the large leading companies, or what stands for it. */
  readonly mao: InstrumentSymbol
  /** Bars of 60 minutes of the microcap index: one series for each of the four of a session. */
  readonly hours: readonly HourlySeries[]
}

/** The bars of 60 minutes that end at one time of the session. */
export interface HourlySeries {
  /** End of the bars, Shanghai. */
  readonly end: string
  readonly symbol: InstrumentSymbol
}

/** Which index is the whole market 万得全A from a date on; its returns are chained. */
export interface MarketEntry extends Dated {
  readonly symbol: InstrumentSymbol
}

/** On which pair the strategies stand from a date on. */
export interface StrategyEntry extends Dated {
  readonly subject: string
}

const symbol = (text: string): InstrumentSymbol => text as InstrumentSymbol

/**
 * A session has one bar of a series, so that bars of 60 minutes are four series: MICROCAP-1030.PROXY is the bar that
 * ends at 10:30. A table of them (`series-csv`) is known at the close; a live source may publish each when it ends.
 */
const hoursOf = (code: string, suffix: string): HourlySeries[] =>
  ['10:30', '11:30', '14:00', '15:00'].map((end) => ({
    end,
    symbol: symbol(`${code}-${end.replace(':', '')}.${suffix}`),
  }))

/**
 * The vendor's pair [S2] and the pair of the data. MICROCAP.PROXY is a rebuilt index of the smallest
 * shares by liuruojiang/microcap: in the week to 2025-10-24 it rose 6.37%, the index of S2 6.49%, and its
 * slope was +0.33% a session, published +0.34%. Of the indices with bars to 2026 the CSI 300 comes closest to the
 * Mao index: with it the relative net asset value stood at 1.178, 1.335 and 1.352 of its year line where 1.180,
 * 1.351 and 1.369 were published (docs/signals/microcap.md has the others).
 */
export const MICROCAP_PAIRS: readonly MicrocapPair[] = [
  {
    subject: 'MICROCAP.PROXY',
    micro: symbol('MICROCAP.PROXY'),
    mao: symbol('000300.SH'),
    hours: hoursOf('MICROCAP', 'PROXY'),
  },
  {
    subject: '8841431.WI',
    micro: symbol('8841431.WI'),
    mao: symbol('8841415.WI'),
    hours: hoursOf('8841431', 'WI'),
  },
]

/** Whoever has the vendor's indices puts an entry with their subject here. */
export const STRATEGY_PAIRS: readonly StrategyEntry[] = [{ from: 20100104, subject: 'MICROCAP.PROXY' }]

/**
 * Wind All-A until its bars end (2022-07-29), CSI All Share until its own end (2023-12-29; daily returns correlate
 * 0.9945 with All-A, 2015-2022), then CSI 500, the closest of what goes on (0.972 with CSI All Share, 2015-2023,
 * where CSI 1000 has 0.940, CSI 300 0.940 and the SSE Composite 0.963).
 */
export const MARKET: readonly MarketEntry[] = [
  { from: 20030102, symbol: symbol('881001.WI') },
  { from: 20220801, symbol: symbol('000985.CSI') },
  { from: 20240102, symbol: symbol('000905.SH') },
]

/** Sessions of rotation and risk control; domain reference C11 [S2, figures 8 and 9] and C12. */
export const SESSIONS = {
  /** Year line 年线 of the relative net asset value. */
  average: 243,
  slope: 20,
  /** Standard deviation of daily returns. */
  volatility: 20,
  /** A year back, for volatility crowding. */
  year: 243,
} as const

/** Risk control 风控 [S2, figures 4 and 5]: at or above, positions are closed. */
export const RISK = {
  yieldSeries: 'CN.YIELD.10Y',
  /** Of the relative change of the yield over a year, in percent. */
  yieldPercent: 30,
  /** Of the change of volatility crowding over a year, in percent. */
  crowdingPercent: 55,
  /** Ours: calendar days after which a yield is no longer today's, or a year ago's; Spring Festival takes 11. */
  freshDays: 14,
} as const

/**
 * Ours, each way: commission of 0.03%, half of the stamp duty on sales (0.05% since 2023-08-28, 0.1% before), and
 * the rest for the spread. What trading 400 companies of a few billion really costs depends on size; docs/signals/microcap.md shows how
 * the result moves with it.
 */
export const COST_RATE = 0.001
