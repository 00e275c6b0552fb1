import { SESSION_MINUTES, sessionMinute, sessionMinuteEnd } from '../../../../core/market/sessions.ts'
import { type EventTime, shanghaiTime } from '../../../../core/market/trade-date.ts'
import type { IntradayMember } from '../../../../schemas/generated/events.ts'
import type { Emit, LimitStateContext } from '../stores.ts'
import { isExpected } from '../symbol-state.ts'
import { boardMinuteOf } from './member.ts'
import { CORRECTED_MINUTES, emitPartial, minuteBarOf, minuteKey } from './minute-close.ts'
import { MinutePartial } from './minute-partial.ts'
import type { SessionView } from './session-view.ts'
import type { SymbolTicks } from './symbol-ticks.ts'

/** A late snapshot that was applied, and the place in event time at which it counts. */
export interface LateTick {
  readonly own: EventTime
  readonly known: EventTime
  /** The symbol before it; undefined where it is the first of the day. */
  readonly before: SymbolTicks | undefined
  readonly after: SymbolTicks
}

/**
 * Publishes again the minutes that a late snapshot changes: from the one that it belongs to up to the last one
 * published, at most 15 back. In all of them the symbol stood as it did before the snapshot, since nothing newer
 * was applied; so each is corrected by taking the symbol out and putting it in again.
 *
 * @param next the first minute that has not been published
 * @returns false where minutes lay too far back to be corrected
 */
export function correctMinutes(
  late: LateTick,
  next: number,
  context: LimitStateContext,
  view: SessionView,
  emit: Emit,
): boolean {
  const first = firstMinuteAfter(late.own, view)
  for (let minute = Math.max(first, next - CORRECTED_MINUTES); minute < next; minute += 1)
    correctMinute(late, minute, context, view, emit)
  return first >= next - CORRECTED_MINUTES
}

function correctMinute(
  { known, before, after }: LateTick,
  minute: number,
  { state }: LimitStateContext,
  view: SessionView,
  emit: Emit,
): void {
  const published = state.recent.get(minuteKey(minute))
  if (published === undefined) return
  const { instrument, tradeDate } = after.frame
  const partial = new MinutePartial(view, minute, published)
  const memberBefore = partial.member(instrument)
  const symbol = view.before(instrument)
  if (before !== undefined) partial.remove(before)
  else if (symbol !== undefined && isExpected(symbol, view.session)) partial.countSilent(symbol, -1)
  partial.add(after)
  const corrected = {
    ...published,
    ...partial.figures(),
    revision: published.revision + 1,
    eventTime: known,
  }
  state.recent.set(minuteKey(minute), corrected)
  const { dataset: _dataset, epoch: _epoch, ...value } = corrected
  emitPartial(value, known, emit)
  // A share's own count, so that its rows do not depend on who else is in the task.
  const revision = after.corrections
  const bar = minuteBarOf(after, minute, revision)
  if (bar !== undefined) emit({ topic: 'bars1m', key: instrument, eventTime: known, value: bar })
  const memberAfter = partial.member(instrument)
  const member = memberAfter ?? memberBefore
  if (member === undefined || isSame(memberBefore, memberAfter)) return
  const place = { tradeDate, eventTime: sessionMinuteEnd(tradeDate, minute), minute, revision }
  const row = { ...boardMinuteOf(member, place), deleted: memberAfter === undefined }
  emit({ topic: 'boards', key: instrument, eventTime: known, value: row })
}

/** The minute row that a moment belongs to, or the next one where it lies between rows. */
function firstMinuteAfter(time: EventTime, { session: { tradeDate } }: SessionView): number {
  const minute = sessionMinute(time)
  if (minute !== null) return minute
  if (time < shanghaiTime(tradeDate, 9, 30)) return 0
  return time < shanghaiTime(tradeDate, 13, 0) ? AFTERNOON : SESSION_MINUTES
}

/** First row of the afternoon. */
const AFTERNOON = (SESSION_MINUTES - 1) / 2 + 1

const isSame = (a: IntradayMember | undefined, b: IntradayMember | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b)
