import { type EventTime, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import { tickSessionEnd } from '../ticks/tick-session-end.ts'

/** What the shares send in a slot; `silent`: nothing is traded, time only goes on. */
export type SlotKind =
  | 'openCall'
  | 'openMatch'
  | 'gap'
  | 'continuous' // for shares with a closing call its last three minutes are that
  | 'noon'
  | 'close'
  | 'afterHours'
  | 'silent'

/** A stretch of event time [from, until], whose snapshots make one sweep. */
export interface Slot {
  readonly kind: SlotKind
  /** Number among the slots of its kind; continuous trading counts from 1, over both halves. */
  readonly index: number
  readonly from: EventTime
  readonly until: EventTime
}

/** Milliseconds from one snapshot of a share to the next. */
export const CADENCE = 3_000

/** Snapshots of the opening call, 09:15 to 09:25. */
export const OPEN_CALL_SLOTS = 200

/** Steps of continuous trading, 09:30 to 11:30 and 13:00 to 15:00. */
export const CONTINUOUS_STEPS = 4_800

/** First step of the afternoon. */
export const AFTERNOON_STEP = 2_401

/** Steps of the closing call, 14:57 to 15:00, which count as the last of the continuous ones. */
export const CLOSE_CALL_STEPS = 60

/** Snapshots of trading at the close price, 15:05 to 15:30. */
export const AFTER_HOURS_SLOTS = 500

/** Silence passes minute by minute, so that whoever paces a day sees time go on. */
const SILENT_STEP = 60_000

/** The slots of a session from 09:15 to its end (15:01, or 15:31 where a board trades after hours). */
export function* daySlots(date: TradeDate): Generator<Slot> {
  const end = tickSessionEnd(date)
  const at = (hour: number, minute: number, second = 0): EventTime => shanghaiTime(date, hour, minute, second)
  yield* stretch('openCall', 0, at(9, 15), at(9, 25))
  yield* stretch('openMatch', 0, at(9, 25), at(9, 25, 3))
  yield* stretch('gap', 0, at(9, 25, 3), at(9, 30))
  yield* stretch('continuous', 1, at(9, 30), at(11, 30))
  yield* stretch('noon', 0, at(11, 30), at(11, 30, 3))
  yield* stretch('silent', 0, at(11, 30, 3), at(13, 0))
  yield* stretch('continuous', AFTERNOON_STEP, at(13, 0), at(15, 0))
  yield* stretch('close', 0, at(15, 0), at(15, 0, 3))
  if (end > at(15, 30)) {
    yield* stretch('silent', 0, at(15, 0, 3), at(15, 5))
    yield* stretch('afterHours', 0, at(15, 5), at(15, 30))
    yield* stretch('silent', 0, at(15, 30), end)
  } else yield* stretch('silent', 0, at(15, 0, 3), end)
}

function* stretch(kind: SlotKind, first: number, from: number, end: number): Generator<Slot> {
  const step = kind === 'silent' ? SILENT_STEP : CADENCE
  let index = first
  for (let start = from; start < end; index++) {
    const next = Math.min(start - (start % step) + step, end)
    yield { kind, index, from: start as EventTime, until: (next - 1) as EventTime }
    start = next
  }
}
