/** Both ends of an interval of a share, as fractions. */
export interface ShareInterval {
  readonly low: number
  readonly high: number
}

/** Two-sided 95% point of the normal distribution. */
const Z_95 = 1.959963984540054

/**
 * Wilson's score interval of a binomial share: what `successes` out of `trials` say of the probability behind them.
 * Unlike the share plus or minus its error it stays within 0 and 1 and is usable for a handful of trials. Null
 * without a trial.
 */
export function wilsonInterval(successes: number, trials: number, z = Z_95): ShareInterval | null {
  if (trials <= 0) return null
  const share = successes / trials
  const z2 = z * z
  const centre = share + z2 / (2 * trials)
  const reach = z * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials))
  const scale = 1 + z2 / trials
  return { low: Math.max(0, (centre - reach) / scale), high: Math.min(1, (centre + reach) / scale) }
}
