import type { PercentileRule } from '../statistics/percentile-rank.ts'

/** How ties count: the rules of `core/statistics`, and `excel`: those below, of all others (PERCENTRANK). */
export type RankRule = PercentileRule | 'excel'

export const RANK_RULES: readonly RankRule[] = ['weak', 'strict', 'mean', 'rank', 'excel']

/** `below` and `atOrBelow` of `count` values as a percentile rank; null where the rule has none. */
export function percentOf(rule: RankRule, below: number, atOrBelow: number, count: number): number | null {
  switch (rule) {
    case 'weak':
      return (100 * atOrBelow) / count
    case 'strict':
      return (100 * below) / count
    case 'mean':
      return (50 * (below + atOrBelow)) / count
    case 'rank':
      return (50 * (below + atOrBelow + 1)) / count
    case 'excel':
      return count === 1 ? null : (100 * below) / (count - 1)
  }
}
