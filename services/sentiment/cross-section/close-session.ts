import type { EventTime } from '../../../core/market/trade-date.ts'
import type { SmallCompany } from '../../../schemas/generated/events.ts'
import { isEligible } from './eligible.ts'
import { MICRO_UNIVERSE } from './micro-universe.ts'
import { capitalisation, type Roster } from './roster.ts'
import { Smallest } from './smallest.ts'
import type { Candidate, CrossSectionContext, Emit, OpenSession } from './stores.ts'

/**
 * The task's share of the closed session, and its smallest companies for the next one: what is chosen by a close is
 * held over the session after it, so no return is earned by knowing it.
 */
export function closeSession(
  session: OpenSession,
  eventTime: EventTime,
  roster: Roster,
  context: CrossSectionContext,
  emit: Emit,
): void {
  const { state, task } = context
  const { tradeDate } = session
  const held = state.chosen.get('smallest')?.companies ?? []
  const smallest = held.flatMap((candidate) => returnOf(candidate, session, roster, context))
  const next = tally(session, roster, context, ceilingAfter(held))
  state.chosen.set('smallest', { companies: next })
  emit({
    topic: 'crossSection',
    key: `${task}`,
    eventTime,
    value: { task, tradeDate, eventTime, groups: roster.tallies.list(), smallest },
  })
}

/**
 * Adds every company that traded to its groups; returns the smallest by today's close.
 * @param ceiling capitalisation above which nobody is expected among them
 */
function tally(
  session: OpenSession,
  roster: Roster,
  context: CrossSectionContext,
  ceiling = Number.POSITIVE_INFINITY,
): readonly Candidate[] {
  const { state, references } = context
  const smallest = new Smallest(MICRO_UNIVERSE.count, ceiling)
  const { tradeDate, index } = session
  roster.tallies.clear()
  for (const company of state.companies.unordered()) {
    const listing = roster.of(company, session, references.instruments)
    const cap = capitalisation(company.close, listing, tradeDate)
    if (company.index === index) {
      const { reference, close, amount } = company
      roster.tallies.add(listing.groups, { advanced: reference !== null && close > reference, amount, cap })
    }
    if (cap === null || !smallest.admits(cap)) continue
    if (isEligible(company, listing, session)) smallest.offer({ instrument: company.instrument, cap })
  }
  return smallest.isShort ? tally(session, roster, context) : smallest.sorted()
}

/** From one session to the next the largest of the smallest does not grow by half; if it does, all are looked at. */
const ceilingAfter = (held: readonly Candidate[]): number =>
  held.length < MICRO_UNIVERSE.count ? Number.POSITIVE_INFINITY : held.at(-1)!.cap * 1.5

/** What a company that was chosen did today; nothing any more if it is no longer listed. */
function returnOf(
  { instrument, cap }: Candidate,
  session: OpenSession,
  roster: Roster,
  { state, references }: CrossSectionContext,
): readonly SmallCompany[] {
  const company = state.companies.get(instrument)
  if (company === undefined) return []
  const { index, close, reference, amount } = company
  if (index !== session.index) {
    const { gone } = roster.of(company, session, references.instruments)
    return session.tradeDate < gone ? [{ instrument, cap, closeReturn: null, amount: null }] : []
  }
  const closeReturn = reference === null || reference <= 0 ? null : close / reference - 1
  return [{ instrument, cap, closeReturn, amount }]
}
