import type { Dated } from '../../../core/rotation/dated.ts'

/** What an indicator is about; the position is the mean of both strengths. */
export type MacroSide = 'growth' | 'liquidity'

/**
 * When an indicator is bullish 看多. `level`: the release is at least so much. `momentum`: it is above the mean of
 * the `over` releases before it. `gap`: the same of the difference of two series of one period. `falling` and
 * `rising`: the mean of the last `short` releases is below (above) that of the last `long`. `yearSum`: the sum of the
 * last `sum` releases is above the same sum `lag` releases before. `cut`: the last change was downward.
 */
export type IndicatorRule =
  | { readonly kind: 'level'; readonly series: string; readonly atLeast: number }
  | { readonly kind: 'momentum'; readonly series: string; readonly over: number }
  | { readonly kind: 'gap'; readonly series: string; readonly minus: string; readonly over: number }
  | { readonly kind: 'falling'; readonly series: string; readonly short: number; readonly long: number }
  | { readonly kind: 'rising'; readonly series: string; readonly short: number; readonly long: number }
  | { readonly kind: 'yearSum'; readonly series: string; readonly sum: number; readonly lag: number }
  | { readonly kind: 'cut'; readonly series: string }

export interface MacroIndicator {
  /** Name in the components of the signal. */
  readonly name: string
  readonly side: MacroSide
  readonly rule: IndicatorRule
  /** Calendar days after its release during which an indicator is active. */
  readonly activeDays: number
  /** Why it is here. */
  readonly because: string
}

/** The indicators from a date on. */
export interface IndicatorSet extends Dated {
  readonly indicators: readonly MacroIndicator[]
}

/** Two releases and a bit: one that is missing makes an indicator inactive. */
const MONTHLY = 75
const DAILY = 15

const monthly = (name: string, side: MacroSide, rule: IndicatorRule, because: string): MacroIndicator => ({
  name,
  side,
  rule,
  activeDays: MONTHLY,
  because,
})

const daily = (name: string, side: MacroSide, rule: IndicatorRule, because: string): MacroIndicator => ({
  name,
  side,
  rule,
  activeDays: DAILY,
  because,
})

/**
 * The lists of the reports are not public ([S2, figure 12] shows PMI, CPI, PPI, interest rates and money supply):
 * ours are made of what has releases, chosen once, before any result was looked at, and never fitted to one.
 */
export const INDICATOR_SETS: readonly IndicatorSet[] = [
  {
    from: 20080101,
    indicators: [
      monthly(
        'pmiLevel',
        'growth',
        { kind: 'level', series: 'CN.PMI', atLeast: 50 },
        '50 parts growth from decline',
      ),
      monthly(
        'pmiMomentum',
        'growth',
        { kind: 'momentum', series: 'CN.PMI', over: 3 },
        'industry gains speed',
      ),
      monthly(
        'servicesMomentum',
        'growth',
        { kind: 'momentum', series: 'CN.PMI.NONMFG', over: 3 },
        'services and construction gain speed',
      ),
      monthly(
        'ppiMomentum',
        'growth',
        { kind: 'momentum', series: 'CN.PPI.YOY', over: 3 },
        'prices of producers, and so profits, gain',
      ),
      monthly(
        'cpiMomentum',
        'growth',
        { kind: 'momentum', series: 'CN.CPI.YOY', over: 3 },
        'demand of consumers gains',
      ),
      monthly(
        'moneyGap',
        'liquidity',
        { kind: 'gap', series: 'CN.M1.YOY', minus: 'CN.M2.YOY', over: 3 },
        'money turns from savings to use (M1-M2 剪刀差); S2 shows M1 beside the model',
      ),
      monthly(
        'credit',
        'liquidity',
        { kind: 'yearSum', series: 'CN.NEWCREDIT', sum: 3, lag: 12 },
        'more new loans than a year ago',
      ),
      monthly(
        'financing',
        'liquidity',
        { kind: 'yearSum', series: 'CN.SOCIALFINANCING', sum: 3, lag: 12 },
        'more social financing than a year ago',
      ),
      daily(
        'shibor3m',
        'liquidity',
        { kind: 'falling', series: 'CN.SHIBOR.3M', short: 20, long: 60 },
        'money becomes cheaper',
      ),
      daily(
        'shibor1w',
        'liquidity',
        { kind: 'falling', series: 'CN.SHIBOR.1W', short: 20, long: 60 },
        'money becomes cheaper at the short end',
      ),
      daily(
        'margin',
        'liquidity',
        { kind: 'rising', series: 'CN.MARGIN.SH', short: 20, long: 60 },
        'borrowed money comes to the market',
      ),
      {
        name: 'reserveCut',
        side: 'liquidity',
        rule: { kind: 'cut', series: 'CN.RRR.LARGE' },
        activeDays: 90,
        because: 'a change of the reserve requirement speaks for a quarter',
      },
    ],
  },
]
