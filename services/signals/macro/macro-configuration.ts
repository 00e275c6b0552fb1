import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { Dated } from '../../../core/rotation/dated.ts'

const symbol = (text: string): InstrumentSymbol => text as InstrumentSymbol

/** What the timing strategy holds, and is compared with, from a date on. */
export interface MarketHolding extends Dated {
  readonly symbol: InstrumentSymbol
}

/**
 * Wind All-A 万得全A of [S2] as far as it reaches (2022-07-29), CSI All Share until it ends (2023-12-29), then CSI 500:
 * from 2025-01-01 to 2025-10-24 it rose 26.8%, All-A 25.65% [S2], CSI 300 18.4%. Each change comes a month early, so
 * that what was held can be sold.
 */
export const MARKET_HOLDINGS: readonly MarketHolding[] = [
  { from: 20030102, symbol: symbol('881001.WI') },
  { from: 20220701, symbol: symbol('000985.CSI') },
  { from: 20231201, symbol: symbol('000905.SH') },
]

/** Two styles, the first of which is held when it is stronger. */
export interface StylePair extends Dated {
  /** Subject of its signal. */
  readonly subject: 'size' | 'growthValue'
  readonly first: InstrumentSymbol
  readonly second: InstrumentSymbol
  /** States while the first, or the second, is stronger. */
  readonly states: readonly [first: string, second: string]
  /** Last session on which the strategy looks at it; null: no end. */
  readonly until: number | null
}

/**
 * Large against small 大小盘 and growth against value 成长价值 [S2, figure 15]. CSI 1000 stands for CSI 2000, which
 * has no bars here; CNI Growth 399370 and CNI Value 399371 have bars from 2015-09 to 2023-02 only.
 */
export const STYLE_PAIRS: readonly StylePair[] = [
  {
    from: 20050104,
    subject: 'size',
    first: symbol('000300.SH'),
    second: symbol('000852.SH'),
    states: ['large', 'small'],
    until: null,
  },
  {
    from: 20150901,
    subject: 'growthValue',
    first: symbol('399370.SZ'),
    second: symbol('399371.SZ'),
    states: ['growth', 'value'],
    // Three sessions before the last bars, so that what is held can be sold.
    until: 20230221,
  },
]

/** Sessions of style rotation: those of the microcap rotation (domain reference C17). */
export const STYLE_SESSIONS = {
  average: 243,
  slope: 20,
  /** Ours: a pair without a common session for so long has no say in what is held. */
  freshSessions: 5,
} as const

/** Percentile of price earnings ratios over ten years of sessions (domain reference C17) [S2, figure 14]. */
export const PE = {
  prefix: 'CN.PE.',
  sessions: 2430,
  minimum: 500,
  /** Ours: where a valuation is called high and low. */
  high: 80,
  low: 20,
} as const

/** Ours: fewer active indicators on a side say nothing of it. */
export const FEWEST_ACTIVE = 2

/** Ours: from where on a position is called high, and below which low; S2 calls 50% neutral to optimistic. */
export const POSITION_STATES = { high: 2 / 3, low: 1 / 3 } as const

/** Ours, each way: what an index fund costs in commission and spread. */
export const COST_RATE = 0.0005
