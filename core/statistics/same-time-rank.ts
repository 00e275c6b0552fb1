import { percentileRank } from './percentile-rank.ts'
import { quantile } from './quantile.ts'

/** Where a value stands among those of the same time on earlier days, and the band that they form. */
export interface SameTimeRank {
  /** 0 to 100, weak rule, the value itself among them; null for too few days or an unknown value. */
  readonly percentile: number | null
  /** How many earlier days are known. */
  readonly days: number
  /** 10%, 50% and 90% of the earlier days; null for too few. */
  readonly low: number | null
  readonly mid: number | null
  readonly high: number | null
}

/** Days below which neither a rank nor a band is given: a tenth of fewer days is no band. */
export const LEAST_DAYS = 20

const BAND = { low: 0.1, mid: 0.5, high: 0.9 } as const

/** Time-of-day normalised rank (domain reference B7, D7); nulls among the earlier values are left out. */
export function sameTimeRank(earlier: readonly (number | null)[], value: number | null): SameTimeRank {
  const known = earlier.filter((other) => other !== null).sort((a, b) => a - b)
  const days = known.length
  if (days < LEAST_DAYS) return { percentile: null, days, low: null, mid: null, high: null }
  return {
    percentile: value === null ? null : percentileRank([...known, value], value),
    days,
    low: quantile(known, BAND.low),
    mid: quantile(known, BAND.mid),
    high: quantile(known, BAND.high),
  }
}
