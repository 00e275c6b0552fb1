import type { SmallCompany } from '../../../schemas/generated/events.ts'
import { MICROCAP_RULES } from './microcap-rules.ts'

/** What the members of a session did. */
export interface IndexDay {
  readonly members: readonly SmallCompany[]
  /** Equal-weight mean; a member that did not trade kept its price. */
  readonly meanReturn: number
  readonly medianReturn: number
  readonly advancers: number
  readonly suspended: number
  /** CNY, of members whose amount is known; null where none is. */
  readonly amount: number | null
  /** Amount over capitalisation of the same members. */
  readonly turnoverRate: number | null
  /** CNY, at the close before. */
  readonly smallestCap: number
  readonly medianCap: number
  readonly largestCap: number
}

/**
 * The smallest companies of the market from the smallest of every task: each task names as many as the index has, so
 * none can be missing. The order of summation is by size and code, whatever the number of tasks.
 */
export function indexDay(shares: readonly (readonly SmallCompany[])[]): IndexDay | undefined {
  const members = shares.flat().sort(bySize).slice(0, MICROCAP_RULES.members)
  if (members.length === 0) return undefined
  const returns = members.map(({ closeReturn }) => closeReturn ?? 0)
  const caps = members.map(({ cap }) => cap)
  const traded = members.filter(({ amount }) => amount !== null)
  const amount = traded.reduce((sum, member) => sum + member.amount!, 0) / FEN
  const cap = traded.reduce((sum, member) => sum + member.cap, 0)
  return {
    members,
    meanReturn: returns.reduce((sum, value) => sum + value, 0) / members.length,
    medianReturn: middleOf([...returns].sort((a, b) => a - b)),
    advancers: returns.filter((value) => value > 0).length,
    suspended: members.filter(({ closeReturn }) => closeReturn === null).length,
    amount: traded.length === 0 ? null : amount,
    turnoverRate: cap === 0 ? null : amount / cap,
    smallestCap: caps[0]!,
    medianCap: middleOf(caps),
    largestCap: caps.at(-1)!,
  }
}

const FEN = 100

const bySize = (a: SmallCompany, b: SmallCompany): number =>
  a.cap - b.cap || (a.instrument < b.instrument ? -1 : a.instrument > b.instrument ? 1 : 0)

/** Middle of rising values, mean of the two in the middle. */
function middleOf(rising: readonly number[]): number {
  const upper = rising[rising.length >> 1]!
  return rising.length % 2 === 1 ? upper : (rising[(rising.length >> 1) - 1]! + upper) / 2
}
