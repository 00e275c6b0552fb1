import type { Board } from './board.ts'
import { AFTER_HOURS_FROM, CLOSE_CALL_FROM, PHASE_STARTS, type Phase } from './session-table.ts'
import {
  type EventTime,
  shanghaiDate,
  shanghaiMillisecondOfDay,
  shanghaiTime,
  type TradeDate,
} from './trade-date.ts'

export type { Phase } from './session-table.ts'

/** One phase of one session, [from, until). */
export interface PhaseWindow {
  readonly phase: Phase
  readonly from: EventTime
  readonly until: EventTime
}

/** Phase of a board at a moment, by the rules of that day. Whether it is a session the calendar says. */
export function phaseAt(time: EventTime, board: Board): Phase {
  const moment = shanghaiMillisecondOfDay(time)
  const { phase } = PHASE_STARTS.findLast(({ from }) => from <= moment)!
  return phaseOn(phase, board, shanghaiDate(time))
}

/** The phases of a session from midnight to midnight, neighbours of the same phase joined. */
export function sessionWindows(date: TradeDate, board: Board): readonly PhaseWindow[] {
  const midnight = shanghaiTime(date, 0, 0)
  const windows: PhaseWindow[] = []
  for (const [index, start] of PHASE_STARTS.entries()) {
    const phase = phaseOn(start.phase, board, date)
    const until = (midnight + (PHASE_STARTS[index + 1]?.from ?? DAY)) as EventTime
    const last = windows.at(-1)
    if (last?.phase === phase) windows[windows.length - 1] = { ...last, until }
    else windows.push({ phase, from: (midnight + start.from) as EventTime, until })
  }
  return windows
}

/** Whether prices seen in a phase are trades, which alone touch, seal or break a limit. */
export function isTradingPhase(phase: Phase): boolean {
  return TRADING.has(phase)
}

/** Minute rows of a session: 09:25, 09:31..11:30, 13:01..15:00. */
export const SESSION_MINUTES = 241

/**
 * Number of the minute row that a moment falls into: 0 for the opening auction's result [09:25, 09:30),
 * 1 for [09:30, 09:31), ... 120 for [11:29, 11:31), 121 for [13:00, 13:01), ... 240 for [14:59, 15:01).
 * The last row of each half takes one minute more, so that the closing snapshot is in it. Null outside.
 */
export function sessionMinute(time: EventTime): number | null {
  const minute = Math.floor(shanghaiMillisecondOfDay(time) / MINUTE)
  if (minute >= AUCTION && minute < MORNING) return 0
  if (minute >= MORNING && minute <= NOON) return Math.min(minute - MORNING + 1, HALF)
  if (minute >= AFTERNOON && minute <= CLOSE) return Math.min(minute - AFTERNOON + 1, HALF) + HALF
  return null
}

/** The time that labels a minute row: the end of its window, 09:25 for row 0. */
export function sessionMinuteEnd(date: TradeDate, row: number): EventTime {
  if (row === 0) return shanghaiTime(date, 0, AUCTION)
  return shanghaiTime(date, 0, row <= HALF ? MORNING + row : AFTERNOON + row - HALF)
}

const DAY = 86_400_000
const MINUTE = 60_000
const HALF = 120
const AUCTION = 9 * 60 + 25
const MORNING = 9 * 60 + 30
const NOON = MORNING + HALF
const AFTERNOON = 13 * 60
const CLOSE = AFTERNOON + HALF

const TRADING: ReadonlySet<Phase> = new Set(['openMatch', 'continuousAm', 'continuousPm', 'closeMatch'])

function phaseOn(phase: Phase, board: Board, date: TradeDate): Phase {
  if (phase === 'closeCall') return date >= (CLOSE_CALL_FROM[board] ?? NEVER) ? phase : 'continuousPm'
  if (phase === 'afterHours') return date >= (AFTER_HOURS_FROM[board] ?? NEVER) ? phase : 'closed'
  return phase
}

const NEVER = Number.POSITIVE_INFINITY
