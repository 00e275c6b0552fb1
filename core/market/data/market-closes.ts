/**
 * When the last price of a session is known, local time. Sessions that end earlier (half days, floors before 1974)
 * get the same hour: a close is then used later than it could have been, never earlier.
 *
 * US: 16:00 since 1974-10-01 (NYSE; 15:30 before). Cboe calculates the VIX and its relatives until 16:15.
 * CN: closing auction at 15:00. HK: the closing auction ends at 16:08 to 16:10 (since 2016-07-25; 16:00 before).
 */
export const MARKET_CLOSES = {
  CN: { zone: 'shanghai', hour: 15, minute: 0 },
  HK: { zone: 'shanghai', hour: 16, minute: 10 },
  US: { zone: 'newYork', hour: 16, minute: 0 },
} as const

/** Indices and futures of Cboe, known at 16:15. */
export const CBOE_CLOSE = { hour: 16, minute: 15 } as const
export const CBOE_CODES: readonly string[] = ['VIX', 'VVIX', 'VIX3M', 'VIX9D', 'VIX6M', 'SKEW', 'VX1', 'VX2']
