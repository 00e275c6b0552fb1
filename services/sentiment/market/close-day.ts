import type { EventTime } from '../../../core/market/trade-date.ts'
import type { ClosedSession } from '../../../runtime/processor/processor.ts'
import { emitStage, emitTier, type RowFrame } from './daily-rows.ts'
import { dailyBreadth, limitsWereKnown } from './market-breadth.ts'
import { type Knowledge, marketDay } from './market-day.ts'
import { type Emit, knowledgeOf, type MarketState } from './market-stores.ts'
import { nextRevision, tiersSaid, withdrawTier } from './provisional.ts'
import { SCOPES } from './scope.ts'
import { keepRates } from './session-rates.ts'

/**
 * The daily rows, from the limit states and breadth of the closed session. They take the place of the provisional ones
 * with the next revision; of a session without ticks they are the first.
 */
export function closeDay(
  { tradeDate, dataGap }: ClosedSession,
  eventTime: EventTime,
  state: MarketState,
  emit: Emit,
): void {
  const knowledge: Knowledge = { ...knowledgeOf(state), dataGap }
  const members = state.members.sorted().map(([, member]) => member)
  const partials = state.partials.sorted().map(([, partial]) => partial)
  const limitsKnown = limitsWereKnown(partials)
  for (const scope of SCOPES) {
    const day = marketDay(members, scope, knowledge, state.yesterday.get(scope.name))
    if (limitsKnown) state.yesterday.set(scope.name, day.today)
    else state.yesterday.delete(scope.name)
    const deleted = day.empty && !scope.always
    if (deleted && state.said.get(scope.name) === undefined) continue
    const revision = nextRevision(scope.name, state)
    const frame: RowFrame = { scope: scope.name, tradeDate, eventTime, revision, final: true }
    emitStage(day.figures, dataGap, { ...frame, deleted }, emit)
    for (const tier of day.ladder) emitTier(tier, frame, emit)
    for (const tier of tiersSaid(scope.name, state).values())
      if (tier.tier > day.ladder.length) withdrawTier(tier, frame, emit)
  }
  for (const breadth of dailyBreadth(partials))
    emit({
      topic: 'breadth',
      key: `${breadth.scope}/${tradeDate}`,
      eventTime,
      value: { ...breadth, revision: 0, deleted: false, tradeDate, eventTime, final: true },
    })
  if (!dataGap) keepRates(state, tradeDate)
  forgetDay(state)
}

/** Forgets everything that belongs to one session only. */
export function forgetDay(state: MarketState): void {
  state.members.clear()
  state.partials.clear()
  state.moments.clear()
  state.minutes.clear()
  state.live.clear()
  state.said.clear()
  state.saidTiers.clear()
}
