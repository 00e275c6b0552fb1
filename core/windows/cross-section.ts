import { comparable } from '../statistics/percentile-rank.ts'
import { crossDifference, deviation } from './exact/cross-difference.ts'
import { DoubleDouble } from './exact/double-double.ts'
import { ExactSum } from './exact/exact-sum.ts'
import { percentOf, type RankRule } from './rank-rule.ts'

/** One value for each instrument at the same time; null where it has none. */
export type CrossSection = readonly (number | null)[]

/**
 * Percentile rank of each value among all of them, 0 to 100, in their order: `weak` unless told otherwise, compared
 * after rounding to 1e-12 of themselves (domain reference D7). Null for a null.
 */
export function crossSectionalRank(values: CrossSection, rule: RankRule = 'weak'): (number | null)[] {
  checkCrossSection(values)
  const sorted = Float64Array.from(values.filter((value) => value !== null).map(comparable)).sort()
  const count = sorted.length
  return values.map((value) => {
    if (value === null) return null
    const target = comparable(value)
    const below = firstWhere(sorted, (other) => other >= target)
    const atOrBelow = firstWhere(sorted, (other) => other > target)
    return percentOf(rule, below, atOrBelow, count)
  })
}

const READ = new DoubleDouble()

/**
 * How many standard deviations (of a sample unless `freedom` is 0) each value stands from the mean of all, in their
 * order. Null for a null, and for all where they are too few or equal.
 */
export function crossSectionalZScore(values: CrossSection, freedom: 0 | 1 = 1): (number | null)[] {
  checkCrossSection(values)
  const sum = new ExactSum()
  const squares = new ExactSum()
  let count = 0
  for (const value of values) {
    if (value === null) continue
    sum.add(value)
    squares.addProduct(value, value)
    count += 1
  }
  if (count <= freedom) return values.map(() => null)
  crossDifference(count, squares, sum, sum, READ)
  const variance = READ.over(count * (count - freedom))
  if (variance <= 0) return values.map(() => null)
  return values.map((value) =>
    value === null ? null : deviation(count, value, sum) / count / Math.sqrt(variance),
  )
}

/** Where the `k` greatest values stand, the greatest first; among equals the one that stands first. */
export function crossSectionalTopK(values: CrossSection, k: number): number[] {
  checkCrossSection(values)
  return values
    .flatMap((value, index) => (value === null ? [] : [{ value, index }]))
    .sort((a, b) => b.value - a.value || a.index - b.index)
    .slice(0, k)
    .map(({ index }) => index)
}

function checkCrossSection(values: CrossSection): void {
  const index = values.findIndex((value) => value !== null && !(Math.abs(value) <= 1e125))
  if (index >= 0)
    throw new RangeError(
      `Cross-section: ${values[index]} at ${index} is no value within ±1e125; give null where there is none.`,
    )
}

function firstWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(sorted[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}
