import type { StageCode } from './stage-grid.ts'

/** What has been announced so far, and what waits to be. Null stands for no stage: outside the grid. */
export interface Announcement {
  readonly announced: StageCode | null
  /** Another stage seen at the latest minutes in a row. */
  readonly candidate: StageCode | null
  /** How many minutes in a row; 0: nothing waits. */
  readonly run: number
}

export const NOTHING_ANNOUNCED: Announcement = { announced: null, candidate: null, run: 0 }

/** Minutes in a row that a new stage holds before it is announced (domain reference B7). */
export const HOLD_MINUTES = 3

/** One minute of an intraday stage. */
export interface StageMinute {
  readonly stage: StageCode | null
  /** Data of the minute are partial: it is evidence of nothing, so a stage that waits begins anew. */
  readonly partial: boolean
  /** The closing auction is over: the stage is the day's and waits for nothing. */
  readonly final: boolean
}

/** Hysteresis 迟滞: what is announced after one more minute. */
export function announce(before: Announcement, { stage, partial, final }: StageMinute): Announcement {
  const settled = (announced: StageCode | null): Announcement => ({ announced, candidate: null, run: 0 })
  if (partial || stage === before.announced) return settled(before.announced)
  const run = before.run > 0 && before.candidate === stage ? before.run + 1 : 1
  if (final || run >= HOLD_MINUTES) return settled(stage)
  return { announced: before.announced, candidate: stage, run }
}
