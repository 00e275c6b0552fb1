import type { Fen } from '../price.ts'
import type { Phase } from '../sessions.ts'
import { printedPrice } from './extremes.ts'
import { heldTick } from './held-tick.ts'
import type { HygieneMark } from './hygiene-mark.ts'
import type { Inspection } from './inspection.ts'
import { NO_MARKS } from './inspection.ts'
import { isAfterHours, type TickDay } from './session-moment.ts'
import type { Snapshot } from './snapshot.ts'
import { NOTHING_SEEN, type TickMemory } from './tick-memory.ts'

/**
 * A snapshot from 15:01 on. Trading after hours 盘后固定价格 is what the counters grow by beyond the closing
 * snapshot, at the closing price and on boards that have it; it is kept apart and changes nothing of the
 * session (domain.md A6, G35). Everything else is a ghost. Without a closing snapshot the growth would hold
 * the closing auction too, so it counts as a ghost as well.
 */
export function inspectAfterClose(
  snapshot: Snapshot,
  before: TickMemory,
  phase: Phase,
  day: TickDay,
): Inspection {
  const tick = heldTick(snapshot, phase, before)
  const last = printedPrice(snapshot.last)
  const counts =
    before.closed &&
    isAfterHours(snapshot.eventTime, phase, day.board) &&
    (last === null || last === before.last)
  if (!counts) {
    const memory = before === NOTHING_SEEN ? { ...before, tradeDate: day.tradeDate } : before
    return { kind: 'accepted', tick, memory, marks: GHOST }
  }
  const memory: TickMemory = {
    ...before,
    ...(snapshot.eventTime >= before.eventTime ? seen(snapshot) : undefined),
    afterHoursVolume: afterHours(
      snapshot.volume + before.volumeOffset,
      before.volume,
      before.afterHoursVolume,
    ),
    afterHoursAmount:
      snapshot.amount === null || before.amount === null
        ? before.afterHoursAmount
        : (afterHours(snapshot.amount + before.amountOffset, before.amount, before.afterHoursAmount) as Fen),
  }
  const late = snapshot.eventTime >= before.eventTime ? LATE_APPLIED : LATE_OLDER
  return { kind: 'accepted', tick, memory, marks: snapshot.late ? late : NO_MARKS }
}

const GHOST: readonly HygieneMark[] = ['ghost']
const LATE_APPLIED: readonly HygieneMark[] = ['lateApplied']
const LATE_OLDER: readonly HygieneMark[] = ['lateOlder']

function afterHours(total: number, session: number, before: number | null): number {
  return Math.max(total - session, before ?? 0)
}

function seen(snapshot: Snapshot): Partial<TickMemory> {
  return {
    eventTime: snapshot.eventTime,
    seenVolume: snapshot.volume,
    seenAmount: snapshot.amount,
    seenLast: snapshot.last,
    seenBidPrice: snapshot.bidPrices[0] ?? 0,
    seenBidVolume: snapshot.bidVolumes[0] ?? 0,
    seenAskPrice: snapshot.askPrices[0] ?? 0,
    seenAskVolume: snapshot.askVolumes[0] ?? 0,
  }
}
