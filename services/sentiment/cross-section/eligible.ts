import { statusOn } from '../../../core/market/instrument-status.ts'
import type { Company } from './company.ts'
import { MICRO_UNIVERSE } from './micro-universe.ts'
import type { Listing } from './roster.ts'
import type { OpenSession } from './stores.ts'

/**
 * Whether a company may be chosen for the microcap index at the close of a session: see `MICRO_UNIVERSE`. A list date
 * after the session belongs to another life of the code.
 */
export function isEligible(
  { index, status, unopened }: Company,
  { instrument, isCandidate, listedOn, settledOn, gone }: Listing,
  session: OpenSession,
): boolean {
  const { tradeDate } = session
  if (instrument === undefined || !isCandidate || unopened || tradeDate >= gone) return false
  if (tradeDate >= listedOn && tradeDate < settledOn) return false
  if (session.index - index > MICRO_UNIVERSE.absentSessions) return false
  const printed = index === session.index ? status : null
  if (printed === null && instrument.statusHistory.length === 0) return true
  return !MICRO_UNIVERSE.excludedStatus.has(printed ?? statusOn(instrument, tradeDate).status)
}
