import { statusOn } from '../../../core/market/instrument-status.ts'
import type { Company } from './company.ts'
import { MICRO_UNIVERSE } from './micro-universe.ts'
import type { Listing } from './roster.ts'
import type { OpenSession } from './stores.ts'

/** Whether a company may be chosen for the microcap index at the close of a session: see `MICRO_UNIVERSE`. */
export function isEligible(
  { index, status, unopened }: Company,
  { instrument, eligibleFrom, eligibleUntil }: Listing,
  session: OpenSession,
): boolean {
  const { tradeDate } = session
  if (instrument === undefined || tradeDate < eligibleFrom || tradeDate >= eligibleUntil) return false
  if (unopened || session.index - index > MICRO_UNIVERSE.absentSessions) return false
  const printed = index === session.index ? status : null
  if (printed === null && instrument.statusHistory.length === 0) return true
  return !MICRO_UNIVERSE.excludedStatus.has(printed ?? statusOn(instrument, tradeDate).status)
}
