/** Shares and value of a fund on two days. */
export interface FundDay {
  readonly shares: number
  /** Net asset value a share, CNY. */
  readonly nav: number
}

/** What is carried from one day to the next beside shares and value. */
export interface SplitMemory {
  /** The value has split by this factor, the count of shares has not followed yet. */
  readonly awaited: number | null
  /** Factor of the latest split, and days since. */
  readonly last: number | null
  readonly daysSince: number
}

export const NO_SPLIT: SplitMemory = { awaited: null, last: null, daysSince: 0 }

/**
 * What a day's count of shares says of money that came or went.
 *
 * `flow`: it can be told, `split` by a factor left out. `suspect`: the count is almost a whole multiple while the value
 * stands still, perhaps a split of an earlier day. `unknown`: the count has not followed a split yet, has fallen back
 * behind it, or the value jumps without one; the money is counted when it can be told, or not at all (`unexplained`).
 */
export type ShareChange =
  | {
      readonly kind: 'flow' | 'suspect'
      readonly flow: number
      readonly split: number | null
      readonly memory: SplitMemory
    }
  | {
      readonly kind: 'unknown'
      readonly reason: 'splitAwaited' | 'staleShares' | 'unexplained'
      readonly memory: SplitMemory
    }

/** Rules of thumb from the splits of 2026-07 and 2026-08 in the test data, ours. */
const RULES = {
  /** A value that changes by less is no split: price limits are 20% and less. */
  quiet: Math.log(1.4),
  /** How far the value may move on the day of a split, as a factor. */
  move: Math.log(1.25),
  /** How near a count must be to what it was before a split to have fallen back. */
  fallBack: Math.log(1.1),
  /** Days after a split on which a count may fall back. */
  fallBackDays: 5,
  /** How near to a whole multiple a count is suspect. */
  multiple: 0.03,
  /** Splits of one into more than that do not happen. */
  most: 20,
} as const

const FACTORS = Array.from({ length: RULES.most - 1 }, (_, at) => at + 2).flatMap((whole) => [
  whole,
  1 / whole,
])

/** Net subscription 净申购 of a day: change of shares times value, without what a split did. */
export function shareChange(before: FundDay, memory: SplitMemory, today: FundDay): ShareChange {
  const shares = today.shares / before.shares
  const value = today.nav / before.nav
  const split = memory.awaited ?? splitOf(value, shares)
  if (split === undefined) return { kind: 'unknown', reason: 'unexplained', memory: { ...NO_SPLIT } }
  if (split !== null) {
    if (distance(shares) <= distance(shares / split))
      return { kind: 'unknown', reason: 'splitAwaited', memory: { ...memory, awaited: split } }
    const flow = (today.shares - split * before.shares) * today.nav
    return { kind: 'flow', flow, split, memory: { awaited: null, last: split, daysSince: 0 } }
  }
  const later = { ...memory, daysSince: memory.daysSince + 1 }
  if (
    memory.last !== null &&
    later.daysSince <= RULES.fallBackDays &&
    distance(shares * memory.last) < RULES.fallBack
  )
    return { kind: 'unknown', reason: 'staleShares', memory: later }
  const isMultiple = FACTORS.some((factor) => distance(shares / factor) < RULES.multiple)
  const flow = (today.shares - before.shares) * today.nav
  return { kind: isMultiple ? 'suspect' : 'flow', flow, split: null, memory: later }
}

/** Factor by which the value has split; null: it has not; undefined: it jumped by something else. */
function splitOf(value: number, shares: number): number | null | undefined {
  if (distance(value) < RULES.quiet) return null
  const misfit = (factor: number): number =>
    distance(value * factor) + Math.min(distance(shares / factor), distance(shares))
  const fitting = FACTORS.filter((factor) => distance(value * factor) <= RULES.move)
  return fitting.sort((a, b) => misfit(a) - misfit(b))[0]
}

/** How far a ratio is from 1, the same for a ratio and its inverse. */
const distance = (ratio: number): number => Math.abs(Math.log(ratio))
