import type { BoardRow, FeedbackRow } from '../../api/types.ts'

/**
 * Feedback of yesterday's limit-ups 昨日涨停反馈 by their exact height: all heights together (0) first, then the
 * tallest. Counted are those of the headline universe that sealed the session before (domain reference B2, B3).
 */
export function feedbackRows(boards: readonly BoardRow[], closed: boolean): FeedbackRow[] {
  const cohort = boards.filter(({ previousUp, exclusion }) => previousUp === 'sealed' && exclusion === null)
  const heights = [...new Set(cohort.map(({ previousStreak }) => previousStreak))].sort((a, b) => b - a)
  return [
    feedbackRow(0, cohort, closed),
    ...heights.map((height) =>
      feedbackRow(
        height,
        cohort.filter(({ previousStreak }) => previousStreak === height),
        closed,
      ),
    ),
  ]
}

function feedbackRow(previousStreak: number, boards: readonly BoardRow[], closed: boolean): FeedbackRow {
  const traded = boards.filter(({ state }) => state !== 'untraded')
  const now = mean(traded.map(({ closeReturn }) => closeReturn))
  const up = traded.filter(({ closeReturn }) => closeReturn > 0).length
  return {
    previousStreak,
    count: boards.length,
    sealed: boards.filter((board) => board.up === 'sealed').length,
    openReturn: mean(traded.map(({ openReturn }) => openReturn)),
    nowReturn: now,
    closeReturn: closed ? now : null,
    up,
    down: traded.filter(({ closeReturn }) => closeReturn < 0).length,
    redShare: traded.length === 0 ? null : up / traded.length,
  }
}

/** Exact: returns are integers in 1e-10, whose sum is divided once. */
function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sum = values.reduce((total, value) => total + Math.round(value * 1e10), 0)
  return sum / values.length / 1e10
}
