import type { Board } from '../board.ts'
import { PHASE_STARTS, type Phase } from '../session-table.ts'
import { phaseAt } from '../sessions.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../trade-date.ts'

/** The session and market that the snapshots of a symbol belong to. */
export interface TickDay {
  readonly tradeDate: TradeDate
  readonly board: Board
}

/** Milliseconds of a day. */
export const DAY = 86_400_000

export const MINUTE = 60_000

/** 09:30 in milliseconds of the day: from here on an auction no longer hides an opening that is to come. */
export const CONTINUOUS_FROM = (9 * 60 + 30) * MINUTE

/** The last date asked for and its midnight: neighbours share their date. */
let lastDate = 0 as TradeDate
let lastMidnight = Number.NaN as EventTime

/** Midnight of a Shanghai date. */
export function midnightOf(date: TradeDate): EventTime {
  if (date !== lastDate) {
    lastMidnight = shanghaiTime(date, 0, 0)
    lastDate = date
  }
  return lastMidnight
}

/**
 * Phase at a moment of the day: as `phaseAt`, by one look into a table of minutes. Only the two phases that
 * depend on board and date are asked for there; it matters at 26 million snapshots a day.
 *
 * @param moment milliseconds since Shanghai midnight
 */
export function phaseOfMoment(moment: number, time: EventTime, board: Board): Phase {
  const phase = PHASE_OF_MINUTE[Math.floor(moment / MINUTE)]!
  return phase === 'closeCall' || phase === 'afterHours' ? phaseAt(time, board) : phase
}

/**
 * Whether a moment after the close belongs to trading after hours; the last result of 15:30 may be stamped
 * up to a minute later.
 */
export function isAfterHours(time: EventTime, phase: Phase, board: Board): boolean {
  return phase === 'afterHours' || phaseAt((time - MINUTE) as EventTime, board) === 'afterHours'
}

const PHASE_OF_MINUTE: readonly Phase[] = Array.from(
  { length: DAY / MINUTE },
  (_, minute) => PHASE_STARTS.findLast(({ from }) => from <= minute * MINUTE)!.phase,
)
