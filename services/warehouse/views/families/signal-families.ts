/** The view of one family of signals. Formulas and states: docs/signals. */
export interface SignalFamily {
  readonly view: string
  readonly comment: string
  /** Signals that it shows. */
  readonly signals: readonly string[]
  /** Name and meaning of the signal's value. */
  readonly value: { readonly name: string; readonly comment: string }
  /** Components by name, with their meaning; a view's column is the name in snake case. */
  readonly figures: Readonly<Record<string, string>>
  /** Notes by name, with their meaning. */
  readonly texts?: Readonly<Record<string, string>>
  /** Whether subjects are ranked against each other. */
  readonly ranked?: boolean
}

/** In the order of the page. */
export const SIGNAL_FAMILIES: readonly SignalFamily[] = [
  {
    view: 'vvix_vix',
    comment: 'VVIX/VIX with its month average and alert level, by US session.',
    signals: ['vvix_vix'],
    value: { name: 'ratio', comment: 'VVIX close / VIX close.' },
    figures: {
      vvix: 'VVIX close.',
      vix: 'VIX close.',
      ma: 'Mean of the ratio over a month of US sessions.',
    },
  },
  {
    view: 'vix_term',
    comment: 'Term structure of the VIX, by US session.',
    signals: ['vix_term'],
    value: { name: 'ratio', comment: 'VIX / three-month VIX; above 1 is backwardation.' },
    figures: { vix: 'VIX close.', vix3m: 'Three-month VIX close.', vix9d: 'Nine-day VIX close.' },
  },
  {
    view: 'vvix_touches',
    comment: 'Touches of 6 by VVIX/VIX and what the S&P 500 did after them.',
    signals: ['vvix_touch'],
    value: { name: 'ratio', comment: 'VVIX/VIX at the touch.' },
    figures: {},
  },
  {
    view: 'election_months',
    comment: 'Months of the US election cycle: mean return and share of rises, with n and interval.',
    signals: ['election_month'],
    value: { name: 'mean_return', comment: 'Mean return of the month in such years, fraction.' },
    figures: {},
  },
  {
    view: 'linkage',
    comment: 'Rolling correlation of the Chinese and US technology shares, of levels and of returns.',
    signals: ['linkage'],
    value: { name: 'corr_level', comment: 'Correlation of levels over a quarter.' },
    figures: {},
  },
  {
    view: 'mapping_weekly',
    comment: 'Chinese industries mapped from US ones: scores and holdings of both strategies, by week.',
    signals: ['mapping_oversold', 'mapping_strong'],
    value: { name: 'score', comment: 'Score of the pair; the three highest are held.' },
    figures: {},
    ranked: true,
  },
  {
    view: 'us_ai_overnight',
    comment: 'US shares of the AI chain over night, by group, before the Chinese open.',
    signals: ['us_ai'],
    value: {
      name: 'mean_return',
      comment: 'Equal-weight return of the group since the last Chinese session.',
    },
    figures: {},
    ranked: true,
  },
  {
    view: 'crowding_daily',
    comment: 'Share of turnover of boards, industries and concepts, and its percentile over a year.',
    signals: ['turnover_share'],
    value: { name: 'share', comment: 'Turnover of the group / turnover of all A shares, fraction.' },
    figures: {},
    ranked: true,
  },
  {
    view: 'turnover_calm',
    comment: 'Ten-session mean turnover rate of the market, and whether it is calm.',
    signals: ['turnover_calm'],
    value: { name: 'turnover_rate', comment: 'Mean turnover rate of ten sessions, fraction.' },
    figures: {},
  },
  {
    view: 'microcap_index_daily',
    comment: 'An index of the 400 smallest companies, built here.',
    signals: ['microcap_index'],
    value: { name: 'level', comment: 'Level of the index.' },
    figures: {},
  },
  {
    view: 'microcap_rotation',
    comment: 'Rotation between microcaps and large leaders.',
    signals: ['microcap_rotation'],
    value: { name: 'relative', comment: 'Relative net value of microcaps to leaders.' },
    figures: {},
  },
  {
    view: 'microcap_risk',
    comment: 'Risk control of microcaps: yield and volatility crowding against a year before.',
    signals: ['microcap_risk'],
    value: { name: 'yield_change', comment: 'Ten-year yield / that of a year before - 1.' },
    figures: {},
  },
  {
    view: 'divergences',
    comment: 'Divergence of price and momentum of microcaps, daily and hourly.',
    signals: ['divergence_daily', 'divergence_hourly'],
    value: { name: 'dif', comment: 'DIF of the MACD.' },
    figures: {},
  },
  {
    view: 'macro_timing',
    comment: 'Macro timing: signals of growth and liquidity and the position that follows.',
    signals: ['macro_timing'],
    value: { name: 'position', comment: 'Position, fraction.' },
    figures: {},
  },
  {
    view: 'pe_percentile',
    comment: 'Valuation percentile of industries over ten years.',
    signals: ['pe_percentile'],
    value: { name: 'percentile', comment: 'Percentile rank of the PE, 0..100.' },
    figures: {},
    ranked: true,
  },
  {
    view: 'style_rotation',
    comment: 'Large against small, growth against value.',
    signals: ['style_rotation'],
    value: { name: 'relative', comment: 'Relative net value of the first style to the second.' },
    figures: {},
  },
  {
    view: 'etf_flows',
    comment: 'Net subscription of funds and its streaks.',
    signals: ['etf_flow'],
    value: { name: 'net_subscription', comment: 'Change of shares times net value, CNY.' },
    figures: {},
  },
  {
    view: 'implied_volatility',
    comment: 'Implied volatility of Chinese and US options, against an anchor date.',
    signals: ['iv_compare'],
    value: { name: 'us_change', comment: 'Change of the US implied volatility since the anchor, points.' },
    figures: {},
  },
  {
    view: 'cds_changes',
    comment: 'Credit default swaps against an anchor date.',
    signals: ['cds'],
    value: { name: 'change', comment: 'CDS / CDS at the anchor - 1.' },
    figures: {},
  },
  {
    view: 'stress_index',
    comment: 'Financial stress index and its percentile since 2000.',
    signals: ['fsi'],
    value: { name: 'percentile', comment: 'Percentile rank since 2000, 0..100.' },
    figures: {},
  },
  {
    view: 'drawdowns',
    comment: 'Return of indices since an anchor date.',
    signals: ['drawdown_since'],
    value: { name: 'change', comment: 'Close / close at the anchor - 1.' },
    figures: {},
  },
  {
    view: 'fall_rise_asymmetry',
    comment: 'Speed of falls against speed of rises, and skewness.',
    signals: ['sharp_fall_slow_rise'],
    value: {
      name: 'asymmetry',
      comment: 'Mean speed of falls / mean speed of rises; above 1 falls are sharper.',
    },
    figures: {},
  },
]
