/** Strength of one side of macro timing. */
export interface Strength {
  /** Bullish among active indicators; null where too few are active. */
  readonly share: number | null
  readonly active: number
}

/**
 * Strength 信号强度 of indicators that are bullish (1), not (0) or not active (null).
 * @param fewest active indicators below which it is not known
 */
export function strengthOf(votes: readonly (number | null)[], fewest: number): Strength {
  const active = votes.filter((vote) => vote !== null)
  const bullish = active.filter((vote) => vote === 1).length
  return { share: active.length < fewest ? null : bullish / active.length, active: active.length }
}

/** Recommended position 推荐仓位: the mean of both strengths (domain reference C14); null where one is unknown. */
export const timingPosition = (growth: number | null, liquidity: number | null): number | null =>
  growth === null || liquidity === null ? null : (growth + liquidity) / 2
