import type { Member } from './member.ts'

/** How many of a cohort sealed again, and how many touched. Numerator and denominator are always given. */
export interface Promotion {
  readonly base: number
  readonly promoted: number
  /** Touched its limit-up, sealed or not: the upper envelope. */
  readonly touched: number
}

/** Promotion 晋级 of those yesterday's limit-ups that fit (domain.md B2, membership based). */
export function promotionOf(cohort: readonly Member[], fits: (member: Member) => boolean): Promotion {
  let base = 0
  let promoted = 0
  let touched = 0
  for (const member of cohort) {
    if (!fits(member)) continue
    base += 1
    if (member.up === 'sealed') promoted += 1
    if (member.up !== 'none') touched += 1
  }
  return { base, promoted, touched }
}

/** One tier of the ladder 连板梯队. */
export interface Tier extends Promotion {
  readonly tier: number
  readonly boards: number
}

/** Tiers 1 to the higher of today's and yesterday's height. */
export function ladderOf(members: readonly Member[], cohort: readonly Member[]): Tier[] {
  const height = Math.max(
    0,
    ...members.map(({ streak }) => streak),
    ...cohort.map(({ previousStreak }) => previousStreak),
  )
  return Array.from({ length: height }, (_, at) => ({
    tier: at + 1,
    boards: members.filter(({ up, streak }) => up === 'sealed' && streak === at + 1).length,
    ...promotionOf(cohort, ({ previousStreak }) => previousStreak === at + 1),
  }))
}
