import type { Member } from './member.ts'

/** A part of the market that statistics are made for. */
export interface Scope {
  readonly name: string
  readonly includes: (member: Member) => boolean
  /** Published on every session, not only when something happened in it. */
  readonly always: boolean
}

/** By the size of the price limit; Beijing's 30% boards count here and only here. */
const limitScope = (percent: number): Scope => ({
  name: `limit${percent}`,
  includes: (member) =>
    member.limitPercent === percent && (member.exclusion === null || member.exclusion === 'bse'),
  always: false,
})

/** The headline universe, and the same statistics by limit size (domain.md B5: mixing sizes changes the ecology). */
export const SCOPES: readonly Scope[] = [
  { name: 'all', includes: (member) => member.exclusion === null, always: true },
  limitScope(5),
  limitScope(10),
  limitScope(20),
  limitScope(30),
]
