import type { Phase } from '../sessions.ts'
import { inspectAfterClose } from './after-close.ts'
import { applySnapshot } from './apply-snapshot.ts'
import { printedPrice } from './extremes.ts'
import type { Inspection } from './inspection.ts'
import { inspectOlder, isOlder } from './older-snapshot.ts'
import { CONTINUOUS_FROM, DAY, midnightOf, phaseOfMoment, type TickDay } from './session-moment.ts'
import type { Snapshot } from './snapshot.ts'
import { isRepeated } from './snapshot-kind.ts'
import { NOTHING_SEEN, type TickMemory } from './tick-memory.ts'

/**
 * Tick hygiene (domain.md D6): judges the next snapshot of one symbol in one session and cleans it. Pure: the
 * result depends on the snapshot, the memory that the snapshot before left and the day alone.
 *
 * @param memory undefined before the first snapshot of the session; a memory of another date counts as none
 */
export function inspect(snapshot: Snapshot, memory: TickMemory | undefined, day: TickDay): Inspection {
  const moment = snapshot.eventTime - midnightOf(day.tradeDate)
  if (snapshot.tradeDate !== day.tradeDate || moment < 0 || moment >= DAY) {
    return { kind: 'dropped', mark: 'staleDay', memory }
  }
  const phase = phaseOfMoment(moment, snapshot.eventTime, day.board)
  if (phase === 'preOpen') return { kind: 'dropped', mark: 'preOpen', memory }
  const before = memory !== undefined && memory.tradeDate === day.tradeDate ? memory : NOTHING_SEEN
  if (isRepeated(snapshot, before)) return { kind: 'dropped', mark: 'duplicate', memory }
  if (isOpeningCall(phase) && printedPrice(snapshot.open) !== null) {
    return { kind: 'dropped', mark: 'staleDay', memory }
  }
  if (phase === 'closed' || phase === 'afterHours') return inspectAfterClose(snapshot, before, phase, day)
  if (isOlder(snapshot, before)) return inspectOlder(snapshot, before, phase, day)
  return applySnapshot(snapshot, memory, before, phase, moment < CONTINUOUS_FROM, day)
}

function isOpeningCall(phase: Phase): boolean {
  return phase === 'openCall' || phase === 'openCallNoCancel'
}
