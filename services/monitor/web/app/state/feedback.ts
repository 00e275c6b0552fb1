import type { BoardRow } from './api.ts'

/** Yesterday's limit-ups of one height (null: all heights together), today. Returns are fractions. */
export interface Feedback {
  readonly height: number | null
  readonly count: number
  readonly sealed: number
  readonly open: number | null
  readonly now: number | null
  /** Of those that have traded, how many are above their reference price, and below it. */
  readonly up: number
  readonly down: number
  /** `up` of those that have traded 红盘率; null before the first trade. */
  readonly redShare: number | null
}

/**
 * The feedback matrix (domain reference B3, by exact height): the promotion cohort is who sealed the session
 * before and counts today; who has not traded yet is in the count and in no mean.
 */
export function feedbackByHeight(boards: Iterable<BoardRow>): readonly Feedback[] {
  const cohort = [...boards].filter(
    ({ previousUp, exclusion }) => previousUp === 'sealed' && exclusion === null,
  )
  const heights = [...new Set(cohort.map(({ previousStreak }) => previousStreak))].sort((a, b) => b - a)
  if (cohort.length === 0) return []
  return [
    feedback(null, cohort),
    ...heights.map((height) =>
      feedback(
        height,
        cohort.filter(({ previousStreak }) => previousStreak === height),
      ),
    ),
  ]
}

/** The same for those that touched their limit-up the session before and closed below it; null without any. */
export function feedbackOfBroken(boards: Iterable<BoardRow>): Feedback | null {
  const rows = [...boards].filter(
    ({ previousUp, exclusion }) => previousUp === 'broken' && exclusion === null,
  )
  return rows.length === 0 ? null : feedback(null, rows)
}

function feedback(height: number | null, rows: readonly BoardRow[]): Feedback {
  const traded = rows.filter(({ state }) => state !== 'untraded')
  const up = traded.filter(({ closeReturn }) => closeReturn > 0).length
  return {
    height,
    count: rows.length,
    sealed: rows.filter((row) => row.up === 'sealed').length,
    open: mean(traded.map(({ openReturn }) => openReturn)),
    now: mean(traded.map(({ closeReturn }) => closeReturn)),
    up,
    down: traded.filter(({ closeReturn }) => closeReturn < 0).length,
    redShare: traded.length === 0 ? null : up / traded.length,
  }
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
