import { SESSION_MINUTES, sessionMinuteEnd } from '../../../../core/market/sessions.ts'
import type { EventTime, TradeDate } from '../../../../core/market/trade-date.ts'

const MINUTE = 60_000
const LAST_OF_HALVES: ReadonlySet<number> = new Set([(SESSION_MINUTES - 1) / 2, SESSION_MINUTES - 1])
const AUCTION_WINDOW = 5 * MINUTE

/** The session's last minute: with it the closing snapshot is in, and prices are final. */
export const LAST_MINUTE = SESSION_MINUTES - 1

/**
 * When a minute row is complete: once everything before this has been applied. The label of the row, but the
 * opening auction's row waits until 09:30 and the last row of each half one minute more, as `sessionMinute` has it.
 */
export function minuteBoundary(date: TradeDate, minute: number): EventTime {
  const label = sessionMinuteEnd(date, minute)
  if (minute === 0) return (label + AUCTION_WINDOW) as EventTime
  return LAST_OF_HALVES.has(minute) ? ((label + MINUTE) as EventTime) : label
}

/** Rows whose label lies in continuous trading, at least a minute after it began: where silence means something. */
export const isContinuousMinute = (minute: number): boolean =>
  minute >= 1 && minute <= LAST_MINUTE - CLOSE_CALL_MINUTES

/** Rows of the closing auction, 14:57 to 15:00. */
const CLOSE_CALL_MINUTES = 3
