import type { CrossSection, GroupTurnover } from '../../../schemas/generated/events.ts'

/**
 * The whole market's sums by group, from the tasks' shares: integers below 2^53, so that neither the number of tasks nor
 * their order matters. Ascending by kind and name.
 */
export function groupSums(shares: readonly Pick<CrossSection, 'groups'>[]): readonly GroupTurnover[] {
  const sums = new Map<string, GroupTurnover>()
  for (const { groups } of shares)
    for (const group of groups) {
      const key = `${group.kind}/${group.name}`
      const known = sums.get(key)
      sums.set(key, known === undefined ? group : added(known, group))
    }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

const added = (a: GroupTurnover, b: GroupTurnover): GroupTurnover => ({
  kind: a.kind,
  name: a.name,
  members: a.members + b.members,
  advancers: a.advancers + b.advancers,
  amount: a.amount + b.amount,
  amountKnown: a.amountKnown + b.amountKnown,
  totalCap: a.totalCap + b.totalCap,
  capKnown: a.capKnown + b.capKnown,
  cappedAmount: a.cappedAmount + b.cappedAmount,
  cappedCap: a.cappedCap + b.cappedCap,
})
