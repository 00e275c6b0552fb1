/**
 * SQL: the long-run sum of an array of residuals, one per session and 0 where there is none: its sum of
 * squares plus twice its weighted autocovariances up to lag `horizon - 1` (Bartlett weights, as of
 * Newey and West 1987). Windows of `horizon` sessions overlap on so many lags.
 */
export function longRunSum(residuals: string): string {
  const lagged = `arraySum((x, y) -> x * y, arraySlice(${residuals}, k + 1), arraySlice(${residuals}, 1, length(${residuals}) - k))`
  return `arraySum(k -> if(k = 0, 1, 2 * (1 - k / horizon)) * ${lagged}, range(horizon))`
}

/** SQL: two-sided p of a t value under the normal distribution. */
export function twoSided(t: string): string {
  return `erfc(abs(${t}) / sqrt(2))`
}
