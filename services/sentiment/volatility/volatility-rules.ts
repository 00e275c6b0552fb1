/** Series that the processor reads, and under which name it keeps their closes. */
export const VOLATILITY_SERIES = {
  'VIX.US': 'vix',
  'VVIX.US': 'vvix',
  'VIX9D.US': 'vix9d',
  'VIX3M.US': 'vix3m',
  'VX1.US': 'vx1',
  'VX2.US': 'vx2',
  'SPX.US': 'spx',
} as const

export type VolatilityFigure = (typeof VOLATILITY_SERIES)[keyof typeof VOLATILITY_SERIES]

/** VVIX/VIX (report [S0] 2.1.1, domain.md C1). What the report does not say is ours. */
export const RATIO_RULES = {
  /** "past month": US sessions in the average. Ours. */
  month: 21,
  /** "6 this key threshold" [S0]: the average at or above it is an alert. */
  alert: 6,
  /** An alert ends when the average falls below it. Ours. */
  leave: 5.8,
  /** The top signal looks for an average at or above `alert` among this many sessions, the newest included. Ours. */
  topSessions: 10,
} as const

/** What became of the S&P 500 after a touch: "lead of 1-2 months on average" [S0], in US sessions. */
export const TOUCH_RULES = {
  horizons: [21, 42],
  /** A daily touch is fresh when the one before it is more sessions ago. Ours. */
  freshAfter: 21,
  /** A fall of this much from a high within the horizon counts as a correction. Ours. */
  correction: 0.05,
} as const

/** A term structure is flat within this many points of a ratio of 1. Ours. */
export const TERM_RULES = { flat: 0.01 } as const
