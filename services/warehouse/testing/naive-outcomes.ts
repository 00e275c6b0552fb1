/**
 * The statistics of domain reference B10, written as plainly as they are defined and without a look at the
 * SQL, so that the views have something to be compared with.
 */
export interface Session {
  readonly label: string | null
  /** In our data at all; the calendar also has sessions that are not. */
  readonly known: boolean
}

export interface Outcome {
  readonly n: number
  readonly winRate: number
  readonly odds: number | null
  readonly mean: number
  readonly tMean: number
  readonly excess: number
  readonly tExcess: number
}

/** Statistics of one cell at one horizon; `forward` gives the outcome of a session, or null. */
export function naiveOutcome(
  sessions: readonly Session[],
  cell: string,
  horizon: number,
  forward: (index: number) => number | null,
): Outcome {
  const outcomes = sessions.map((session, index) => (session.known ? forward(index) : null))
  const inside = outcomes.filter((r, i): r is number => r !== null && sessions[i]!.label === cell)
  const outside = outcomes.filter((r, i): r is number => r !== null && sessions[i]!.label !== cell)
  const mean = average(inside)
  const excess = mean - average(outside)
  const gains = inside.filter((r) => r > 0)
  const losses = inside.filter((r) => r < 0)
  const share = inside.length / (inside.length + outside.length)
  const scoreOfMean = outcomes.map((r, i) => (r === null || sessions[i]!.label !== cell ? 0 : r - mean))
  const scoreOfExcess = outcomes.map((r, i) => {
    if (r === null) return 0
    const isInside = sessions[i]!.label === cell
    return ((isInside ? 1 : 0) - share) * (r - (isInside ? mean : average(outside)))
  })
  const spread = (inside.length + outside.length) * share * (1 - share)
  return {
    n: inside.length,
    winRate: gains.length / inside.length,
    odds: gains.length === 0 || losses.length === 0 ? null : average(gains) / -average(losses),
    mean,
    tMean: mean / (Math.sqrt(longRun(scoreOfMean, horizon)) / inside.length),
    excess,
    tExcess: excess / (Math.sqrt(longRun(scoreOfExcess, horizon)) / spread),
  }
}

/** Adjusted p values of Benjamini and Hochberg, in the order given. */
export function naiveAdjusted(values: readonly number[]): readonly number[] {
  return values.map((p) => {
    const bounds = values
      .filter((other) => other >= p)
      .map((other) => (other * values.length) / values.filter((lower) => lower <= other).length)
    return Math.min(1, ...bounds)
  })
}

export function naiveCorrelation(pairs: readonly (readonly [number, number])[]): number {
  const x = average(pairs.map(([first]) => first))
  const y = average(pairs.map(([, second]) => second))
  const sum = (term: (first: number, second: number) => number): number =>
    pairs.reduce((total, [first, second]) => total + term(first - x, second - y), 0)
  return sum((a, b) => a * b) / Math.sqrt(sum((a) => a * a) * sum((_, b) => b * b))
}

export function average(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length
}

/** Newey-West sum with lags up to horizon - 1. */
function longRun(scores: readonly number[], horizon: number): number {
  let total = 0
  for (let lag = 0; lag < horizon; lag += 1) {
    let products = 0
    for (let i = lag; i < scores.length; i += 1) products += scores[i]! * scores[i - lag]!
    total += (lag === 0 ? 1 : 2 * (1 - lag / horizon)) * products
  }
  return total
}
