import {
  createWindow,
  type Mean,
  type MeanSpec,
  mean,
  type Slope,
  type SlopeSpec,
  slope,
} from '../windows/windows.ts'
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

/** What a rotation remembers between sessions; `takeCloses` changes it. */
export interface RotationMemory {
  /** First close of the first index / that of the second: the relative net asset value is 1 there. Null before. */
  base: number | null
  side: RotationSide | null
  readonly average: Mean
  readonly firstSlope: Slope
  readonly secondSlope: Slope
}

export interface RotationStep {
  /** Net asset value of the first index relative to the second's, 1 at the first common session. */
  readonly relative: number
  readonly figures: RotationFigures | null
  /** Null until all windows are full. */
  readonly decision: RotationDecision | null
}

/** The windows of a rotation by name. */
export const rotationWindows = (
  sessions: RotationSessions,
): { readonly average: MeanSpec; readonly firstSlope: SlopeSpec; readonly secondSlope: SlopeSpec } => ({
  average: mean({ length: sessions.average }),
  firstSlope: slope({ length: sessions.slope }),
  secondSlope: slope({ length: sessions.slope }),
})

export function newRotation(sessions: RotationSessions): RotationMemory {
  const { average, firstSlope, secondSlope } = rotationWindows(sessions)
  return {
    base: null,
    side: null,
    average: createWindow(average),
    firstSlope: createWindow(firstSlope),
    secondSlope: createWindow(secondSlope),
  }
}

/** Takes the closes of a session on which both indices have one into the memory. */
export function takeCloses(
  memory: RotationMemory,
  [first, second]: readonly [first: number, second: number],
): RotationStep {
  const { average, firstSlope, secondSlope } = memory
  memory.base ??= first / second
  const relative = first / second / memory.base
  average.push(relative)
  firstSlope.push(Math.log(first))
  secondSlope.push(Math.log(second))
  const figures = figuresOf(relative, average.value, firstSlope.value, secondSlope.value)
  const decision = figures === null ? null : rotate(figures, memory.side)
  memory.side = decision?.side ?? memory.side
  return { relative, figures, decision }
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
