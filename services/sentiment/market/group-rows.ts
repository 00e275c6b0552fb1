import type { GroupMinute, GroupTally, IntradayMember } from '../../../schemas/generated/events.ts'
import { rate } from '../return-scale.ts'
import { isCountable } from '../universe.ts'
import { marketBreadth } from './market-breadth.ts'
import { groupKey, type MarketMoment } from './market-moment.ts'
import { sealedAmount } from './minute-row.ts'
import { promotionOf } from './promotion.ts'

/** What a group's row says; when and how often it is said is added to it. */
export type GroupFigures = Omit<
  GroupMinute,
  'dataset' | 'epoch' | 'revision' | 'deleted' | 'tradeDate' | 'eventTime' | 'minute'
>

/** Every group has a row in minutes that are a multiple of this, and in the last (240). */
const EVERY_MINUTES = 5

/**
 * Rows of boards, industries and concepts at a minute. In most minutes only groups in which a symbol has touched a
 * limit today, up or down, have one: what has happened to limits does not go away, so from its first touch a
 * group is there in every minute. Industries and concepts count what counts in the headline, boards their own.
 */
export function groupRows(
  { members, tallies }: MarketMoment,
  minute: number,
  historyKnown: boolean,
): readonly GroupFigures[] {
  const everyGroup = minute % EVERY_MINUTES === 0
  const byGroup = membersByGroup(members)
  return tallies.flatMap((tally) => {
    const inGroup = byGroup.get(groupKey(tally)) ?? []
    const isDue = everyGroup ? hasSymbols(tally) : inGroup.some(hasTouched)
    return isDue ? [groupRow(tally, inGroup, historyKnown)] : []
  })
}

const hasSymbols = ({ traded, untraded, suspended, missing }: GroupTally): boolean =>
  traded + untraded + suspended + missing > 0

const hasTouched = ({ up, down }: IntradayMember): boolean => up !== 'none' || down !== 'none'

function membersByGroup(members: readonly IntradayMember[]): ReadonlyMap<string, IntradayMember[]> {
  const groups = new Map<string, IntradayMember[]>()
  const add = (kind: GroupTally['kind'], name: string, member: IntradayMember): void => {
    const key = groupKey({ kind, name })
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [member])
    else group.push(member)
  }
  for (const member of members) {
    if (isCountable(member.exclusion)) add('board', member.board, member)
    if (member.exclusion !== null) continue
    if (member.industry !== null) add('industry', member.industry, member)
    for (const concept of member.concepts) add('concept', concept, member)
  }
  return groups
}

function groupRow(tally: GroupTally, members: readonly IntradayMember[], known: boolean): GroupFigures {
  const ups = members.filter(({ up }) => up === 'sealed')
  const broken = members.filter(({ up }) => up === 'broken').length
  const { base, promoted } = promotionOf(members, ({ previousUp }) => previousUp === 'sealed')
  return {
    kind: tally.kind,
    name: tally.name,
    limitUps: ups.length,
    limitDowns: members.filter(({ down }) => down === 'sealed').length,
    touched: ups.length + broken,
    broken,
    height: ups.reduce((tallest, { streak }) => Math.max(tallest, streak), 0),
    base: known ? base : null,
    promoted: known ? promoted : null,
    promotionRate: known ? rate(promoted, base) : null,
    sealAmount: sealedAmount(members),
    ...marketBreadth([tally]),
  }
}
