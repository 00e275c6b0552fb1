import { wilsonInterval } from '../../../core/statistics/wilson-interval.ts'
import { CYCLE_YEARS, type CycleYear } from './cycle-years.ts'
import { MINIMUM_YEARS } from './election-rules.ts'

/** Returns of one calendar month in the years of one kind, oldest first. */
export interface CycleMonth {
  readonly years: readonly number[]
  readonly returns: readonly number[]
}

export const NO_MONTHS: CycleMonth = { years: [], returns: [] }

export type ElectionState = 'weak' | 'mixed' | 'strong'

/** What a month has been so far; `value` is the mean return. */
export interface CycleMonthFigures {
  readonly value: number | null
  readonly state: ElectionState | null
  readonly components: Readonly<Record<string, number>>
}

/**
 * Mean return, share of rising months and its 95% interval (domain.md C2), and the same month of all other years.
 *
 * @param all the month in each kind of year; kinds without a year may be left out
 */
export function cycleMonthFigures(
  all: Readonly<Partial<Record<CycleYear, CycleMonth>>>,
  cycle: CycleYear,
): CycleMonthFigures {
  const { years, returns } = all[cycle] ?? NO_MONTHS
  const others = CYCLE_YEARS.filter((other) => other !== cycle).flatMap((other) => all[other]?.returns ?? [])
  const components: Record<string, number> = { n: returns.length, otherN: others.length }
  if (others.length > 0) {
    components.otherMean = meanOf(others)
    components.otherUpProbability = risingIn(others) / others.length
  }
  if (returns.length === 0) return { value: null, state: null, components }
  const mean = meanOf(returns)
  const ups = risingIn(returns)
  const interval = wilsonInterval(ups, returns.length)!
  Object.assign(components, {
    mean,
    median: medianOf(returns),
    ups,
    upProbability: ups / returns.length,
    upLow: interval.low,
    upHigh: interval.high,
    worst: Math.min(...returns),
    best: Math.max(...returns),
    firstYear: years[0]!,
    lastYear: years.at(-1)!,
    lastReturn: returns.at(-1)!,
  })
  return { value: mean, state: stateOf(mean, ups, returns.length), components }
}

/** `weak`: falls on average and more often than it rises; `strong`: the reverse. */
function stateOf(mean: number, ups: number, n: number): ElectionState | null {
  if (n < MINIMUM_YEARS) return null
  if (mean < 0 && 2 * ups < n) return 'weak'
  return mean > 0 && 2 * ups > n ? 'strong' : 'mixed'
}

const risingIn = (returns: readonly number[]): number => returns.filter((each) => each > 0).length

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
