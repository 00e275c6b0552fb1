import { comparable } from '../statistics/percentile-rank.ts'

/** What a rotation between two indices looks at, after a session. */
export interface RotationFigures {
  /** Net asset value of the first index relative to the second's, whatever its base. */
  readonly relative: number
  /** Mean of `relative` over about a year (年线). */
  readonly average: number
  /** Slopes of the logarithm of the closes, per session. */
  readonly firstSlope: number
  readonly secondSlope: number
}

export type RotationSide = 'first' | 'second'

/** Which rule spoke: opposite slopes, the average, or none (`kept`: relative and average are equal). */
export type RotationRule = 'slopes' | 'average' | 'kept'

export interface RotationDecision {
  readonly side: RotationSide | null
  readonly rule: RotationRule
}

/**
 * Rotation 轮动 of domain reference C11: where one slope rises and the other falls, the rising index is held,
 * whatever the average says; else the index on whose side the relative net asset value stands of its
 * average. On the average (to 1e-12, so that rounding moves nothing) nothing changes: `previous` stays.
 */
export function rotate(figures: RotationFigures, previous: RotationSide | null): RotationDecision {
  const { firstSlope, secondSlope } = figures
  const relative = comparable(figures.relative)
  const average = comparable(figures.average)
  if (firstSlope > 0 && secondSlope < 0) return { side: 'first', rule: 'slopes' }
  if (firstSlope < 0 && secondSlope > 0) return { side: 'second', rule: 'slopes' }
  if (relative > average) return { side: 'first', rule: 'average' }
  if (relative < average) return { side: 'second', rule: 'average' }
  return { side: previous, rule: 'kept' }
}
