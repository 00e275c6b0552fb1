import { TERM_RULES, type VolatilityFigure } from './volatility-rules.ts'

/** Closes of one US date, as far as they are known. */
export type DayFigures = Readonly<Partial<Record<VolatilityFigure, number>>>

export type TermState = 'contango' | 'flat' | 'backwardation'

/** The term structure 期限结构 of the VIX on one date. */
export interface TermStructure {
  /** VIX3M / VIX - 1; null without VIX3M. */
  readonly value: number | null
  readonly state: TermState | null
  readonly components: Readonly<Record<string, number>>
}

/**
 * Slopes between what is known: 9 days to 1 month (VIX / VIX9D - 1), 1 to 3 months (VIX3M / VIX - 1), the first two
 * futures (VX2 / VX1 - 1), and the first future above the VIX (VX1 / VIX - 1). Contango: the far end is dearer, calm;
 * backwardation: the near end is dearer, stress. The state is that of the 1 to 3 months, or of the futures where
 * VIX3M is not known. Undefined without a slope.
 */
export function termStructure({ vix, vix9d, vix3m, vx1, vx2 }: DayFigures): TermStructure | undefined {
  const slopes: Record<string, number> = {}
  addSlope(slopes, 'slope9dTo1m', vix9d, vix)
  addSlope(slopes, 'slope1mTo3m', vix, vix3m)
  addSlope(slopes, 'slopeFutures', vx1, vx2)
  addSlope(slopes, 'basis', vix, vx1)
  if (Object.keys(slopes).length === 0) return undefined
  const value = slopes.slope1mTo3m ?? null
  const leading = value ?? slopes.slopeFutures
  return {
    value,
    state: leading === undefined ? null : stateOf(leading),
    components: { ...known({ vix9d, vix, vix3m, vx1, vx2 }), ...slopes },
  }
}

function addSlope(
  slopes: Record<string, number>,
  name: string,
  near: number | undefined,
  far: number | undefined,
): void {
  if (near !== undefined && far !== undefined) slopes[name] = far / near - 1
}

function stateOf(slope: number): TermState {
  if (Math.abs(slope) <= TERM_RULES.flat) return 'flat'
  return slope > 0 ? 'contango' : 'backwardation'
}

const known = (figures: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)) as Record<
    string,
    number
  >
