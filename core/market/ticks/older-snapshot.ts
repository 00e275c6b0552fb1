import type { Phase } from '../sessions.ts'
import { higher, lower, printedPrice } from './extremes.ts'
import { extremesTick } from './held-tick.ts'
import type { HygieneMark } from './hygiene-mark.ts'
import type { Inspection } from './inspection.ts'
import { priceFault, unitFault } from './quarantine.ts'
import type { TickDay } from './session-moment.ts'
import type { Snapshot } from './snapshot.ts'
import { isIndicative } from './snapshot-kind.ts'
import type { TickMemory } from './tick-memory.ts'

/**
 * Whether a snapshot is older than what was applied. One of the same moment that comes late is newer only if its
 * volume is larger: with the same volume nobody can tell, and a copy of the one before the newest must change nothing.
 */
export function isOlder(snapshot: Snapshot, before: TickMemory): boolean {
  if (snapshot.eventTime !== before.eventTime) return snapshot.eventTime < before.eventTime
  return snapshot.late && snapshot.volume <= before.seenVolume
}

/**
 * A snapshot older than what was applied has no newer counters and no newer book; but its high and low may
 * show an extreme that the newer ones do not print (domain.md D6).
 */
export function inspectOlder(snapshot: Snapshot, before: TickMemory, phase: Phase, day: TickDay): Inspection {
  const traded = snapshot.volume > 0 && !isIndicative(snapshot, phase)
  const last = traded ? printedPrice(snapshot.last) : null
  const high = traded ? higher(printedPrice(snapshot.high), last) : null
  const low = traded ? lower(printedPrice(snapshot.low), last) : null
  const fault =
    priceFault('high', high, before.high, day.board, before.limitUp, before.limitDown) ??
    priceFault('low', low, before.low, day.board, before.limitUp, before.limitDown) ??
    unitFault(snapshot.volume, snapshot.amount, low, high, day.board)
  if (fault !== null) return { kind: 'quarantined', ...fault, memory: before }
  const memory = { ...before, high: higher(before.high, high), low: lower(before.low, low) }
  return { kind: 'accepted', tick: extremesTick(snapshot, phase, before, high, low), memory, marks: OLDER }
}

const OLDER: readonly HygieneMark[] = ['lateOlder']
