/**
 * Between which values a series has always been; anything beyond is an error of its source. VVIX: Cboe's file begins
 * on 2006-03-06 with days like 15.71, while no day since 2007 was below 59.7 or above 212.3. VIX: 9.14
 * (2017-11-03) to 82.69 (2020-03-16) at the close, 8.56 to 89.53 within the day. SKEW: 101.2 to 183.1. M2 has
 * grown by 6.2 to 37 percent a year; the calendar of releases has a 0.0 on 2020-02-17.
 */
export const PLAUSIBLE_VALUES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  'VVIX.US': [50, 300],
  'VIX.US': [5, 200],
  'VIX3M.US': [5, 200],
  'VIX9D.US': [3, 300],
  'SKEW.US': [90, 250],
  'CN.M2.YOY': [1, 60],
}

/** Yields in percent, which may be nothing or less. */
export const MAY_BE_NEGATIVE: readonly string[] = ['TNX.US', 'IRX.US']
