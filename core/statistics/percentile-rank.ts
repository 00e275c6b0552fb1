/**
 * How ties count. `weak`: share of values at or below; `strict`: below; `mean`: mean of both; `rank`:
 * average rank of the tied values (the default of scipy and pandas).
 */
export type PercentileRule = 'weak' | 'strict' | 'mean' | 'rank'

export interface PercentileOptions {
  /** `weak` unless told otherwise. */
  readonly rule?: PercentileRule
  /** Values that a full window has; fewer than 60% of it give null. */
  readonly nominal?: number
}

const MINIMUM_FILL = { numerator: 60, denominator: 100 }

/**
 * Percentile rank 分位数 of `value` within `window`, 0 to 100 (domain reference D7). The window includes the
 * value's own observation; its nulls are left out and not counted. Null for an empty or too short window.
 */
export function percentileRank(
  window: readonly (number | null)[],
  value: number,
  options: PercentileOptions = {},
): number | null {
  const target = comparable(value)
  let count = 0
  let below = 0
  let equal = 0
  for (const candidate of window) {
    if (candidate === null) continue
    count++
    const other = comparable(candidate)
    if (other < target) below++
    else if (other === target) equal++
  }
  if (count === 0 || isTooShort(count, options.nominal)) return null
  return (100 * positionOf(options.rule ?? 'weak', below, equal)) / count
}

function positionOf(rule: PercentileRule, below: number, equal: number): number {
  switch (rule) {
    case 'weak':
      return below + equal
    case 'strict':
      return below
    case 'mean':
      return below + equal / 2
    case 'rank':
      return equal === 0 ? below : below + (equal + 1) / 2
  }
}

function isTooShort(count: number, nominal: number | undefined): boolean {
  return nominal !== undefined && count * MINIMUM_FILL.denominator < nominal * MINIMUM_FILL.numerator
}

/** 2^13 + 1: leaves 40 of the 53 significant bits, a relative step of at most 2^-39, about 2e-12. */
const SPLITTER = 8193

/**
 * A value rounded to about 1e-12 of itself, so that two sums of the same numbers in another order are
 * equal when compared.
 */
export function comparable(value: number): number {
  const stretched = SPLITTER * value
  return Number.isFinite(stretched) ? stretched - (stretched - value) : value
}
