import { Mean } from '../windows/mean.ts'
import { Slope } from '../windows/slope.ts'
import {
  type RotationDecision,
  type RotationFigures,
  type RotationSide,
  rotate,
} from './relative-rotation.ts'

/** Sessions that a rotation looks back on. */
export interface RotationSessions {
  readonly average: number
  readonly slope: number
}

/** What a rotation remembers between sessions. Windows are cloned before they change. */
export interface RotationMemory {
  /** First close of the first index / that of the second: the relative net asset value is 1 there. */
  readonly base: number
  readonly side: RotationSide | null
  readonly average: Mean
  readonly firstSlope: Slope
  readonly secondSlope: Slope
}

export interface RotationStep {
  readonly memory: RotationMemory
  /** Net asset value of the first index relative to the second's, 1 at the first common session. */
  readonly relative: number
  readonly figures: RotationFigures | null
  /** Null until all windows are full. */
  readonly decision: RotationDecision | null
}

export function newRotation({ average, slope }: RotationSessions): Omit<RotationMemory, 'base'> {
  return {
    side: null,
    average: new Mean({ length: average }),
    firstSlope: new Slope({ length: slope }),
    secondSlope: new Slope({ length: slope }),
  }
}

/** Takes the closes of a session on which both indices have one; without a memory it is their first. */
export function takeCloses(
  before: RotationMemory | undefined,
  [first, second]: readonly [first: number, second: number],
  sessions: RotationSessions,
): RotationStep {
  const known = before ?? { ...newRotation(sessions), base: first / second }
  const relative = first / second / known.base
  const average = known.average.clone()
  const firstSlope = known.firstSlope.clone()
  const secondSlope = known.secondSlope.clone()
  average.push(relative)
  firstSlope.push(Math.log(first))
  secondSlope.push(Math.log(second))
  const figures = figuresOf(relative, average.value, firstSlope.value, secondSlope.value)
  const decision = figures === null ? null : rotate(figures, known.side)
  const side = decision?.side ?? known.side
  return { memory: { base: known.base, side, average, firstSlope, secondSlope }, relative, figures, decision }
}

function figuresOf(
  relative: number,
  average: number | null,
  firstSlope: number | null,
  secondSlope: number | null,
): RotationFigures | null {
  return average === null || firstSlope === null || secondSlope === null
    ? null
    : { relative, average, firstSlope, secondSlope }
}
