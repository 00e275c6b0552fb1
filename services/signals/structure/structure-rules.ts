import { formatTradeDate, type TradeDate } from '../../../core/market/trade-date.ts'

/** A date from which something is measured. */
export interface Anchor {
  readonly date: TradeDate
  /** `before`: measured from the last value before the date; `on`: from the last value up to and including it. */
  readonly base: 'before' | 'on'
  readonly what: string
}

/** Anchors of drawdowns, with the series that are measured and for how many sessions. Add one here, with its source. */
export const DRAWDOWN_ANCHORS: readonly (Anchor & {
  readonly symbols: readonly string[]
  readonly sessions: number
})[] = [
  {
    // [S3]: "from the October meeting until now". The published figures are those from the close before the day.
    date: 20251029 as TradeDate,
    base: 'before',
    what: 'FOMC of 2025-10-29, a December cut is no foregone conclusion',
    symbols: [
      'SPX.US',
      'IXIC.US',
      'NDX.US',
      '000001.SH',
      '000300.SH',
      '000688.SH',
      '000852.SH',
      '399006.SZ',
      'HSTECH.HK',
    ],
    sessions: 243,
  },
]

/** Implied volatility, 30 days, at the money, in points [S3]. The bounds are ours. */
export const VOLATILITY_COMPARISON = {
  /** [S3]: from 15.8 on 10-27 to 26.4 on 11-20. */
  anchors: [
    { date: 20251027 as TradeDate, base: 'on', what: 'before the FOMC of 2025-10-29' },
  ] as readonly Anchor[],
  abroad: 'US.IV30.SPX',
  home: ['CN.IV30.000300', 'CN.IV30.000852'],
  /** Points by which volatility abroad has to have risen. */
  rises: 5,
  /** Points within which volatility at home has to have stayed. */
  stays: 2,
} as const

/** Credit default swaps, 5 years: change since the last quote before September 2025 [S3]. */
export const CREDIT_ANCHORS: readonly Anchor[] = [
  { date: 20250901 as TradeDate, base: 'before', what: 'before September 2025' },
]
export const CREDIT_PREFIX = 'US.CDS5Y.'

/** US financial stress: percentile among all values since 2000 [S3]; bounds of the states are ours. */
export const STRESS = {
  series: 'US.FSI',
  since: 20000101 as TradeDate,
  low: 30,
  high: 90,
  minimum: 250,
} as const

/** Sharp fall, slow rise 急跌慢涨 [S3]: the report has words only, all figures are ours. */
export const ASYMMETRY = {
  sessions: 243,
  reversal: 0.03,
  symbols: [
    'SPX.US',
    'IXIC.US',
    'NDX.US',
    '000001.SH',
    '000300.SH',
    '000688.SH',
    '000852.SH',
    '399006.SZ',
    '881001.WI',
    'HSTECH.HK',
  ] as readonly string[],
} as const

/** Whether a value of a date may still be what an anchor measures from. */
export const isBase = ({ date, base }: Anchor, of: TradeDate): boolean =>
  base === 'before' ? of < date : of <= date

/** Subject of something measured from an anchor, `SPX.US@2025-10-29`. */
export const anchoredSubject = (what: string, { date }: Anchor): string => `${what}@${formatTradeDate(date)}`
