/** The twelve stages of short-term sentiment, stable codes. */
export type StageCode =
  | 'ice-slump'
  | 'ice-build-up'
  | 'ice-stir'
  | 'chaos-cooling'
  | 'chaos-tug'
  | 'chaos-active'
  | 'theme-divergence'
  | 'theme-steady'
  | 'theme-acceleration'
  | 'climax-decline'
  | 'climax-split'
  | 'climax-euphoria'

export interface Stage {
  readonly code: StageCode
  readonly chinese: string
  readonly english: string
  /** Board height in boards, both ends included; null: no upper end. */
  readonly height: { readonly from: number; readonly to: number | null }
  /** Promotion rate as a fraction, [from, below). */
  readonly rate: { readonly from: Fraction; readonly below: Fraction | null }
}

/** Exact, so that a threshold is compared in integers. */
export interface Fraction {
  readonly numerator: number
  readonly denominator: number
}

const ZERO: Fraction = { numerator: 0, denominator: 1 }
const QUARTER: Fraction = { numerator: 25, denominator: 100 }
const FORTY_FIVE: Fraction = { numerator: 45, denominator: 100 }

const LOW = { from: ZERO, below: QUARTER }
const MIDDLE = { from: QUARTER, below: FORTY_FIVE }
const HIGH = { from: FORTY_FIVE, below: null }

const ICE = { from: 2, to: 3 }
const CHAOS = { from: 4, to: 6 }
const THEME = { from: 7, to: 9 }
const CLIMAX = { from: 10, to: null }

/**
 * The grid of board height 连板高度 by promotion rate 晋级率 (Tianfeng Securities, 2025-09; domain reference
 * B8). Bands are left-closed: 25% belongs to the middle column, 45% to the right one.
 */
export const STAGES: readonly Stage[] = [
  { code: 'ice-slump', chinese: '冰点低迷期', english: 'Ice, slump', height: ICE, rate: LOW },
  { code: 'ice-build-up', chinese: '冰点蓄势期', english: 'Ice, building up', height: ICE, rate: MIDDLE },
  { code: 'ice-stir', chinese: '冰点异动期', english: 'Ice, stirring', height: ICE, rate: HIGH },
  { code: 'chaos-cooling', chinese: '混沌降温期', english: 'Chaos, cooling', height: CHAOS, rate: LOW },
  { code: 'chaos-tug', chinese: '混沌拉锯期', english: 'Chaos, tug of war', height: CHAOS, rate: MIDDLE },
  { code: 'chaos-active', chinese: '混沌活跃期', english: 'Chaos, active', height: CHAOS, rate: HIGH },
  { code: 'theme-divergence', chinese: '主线分歧期', english: 'Theme, diverging', height: THEME, rate: LOW },
  { code: 'theme-steady', chinese: '主线稳健期', english: 'Theme, steady', height: THEME, rate: MIDDLE },
  {
    code: 'theme-acceleration',
    chinese: '主线加速期',
    english: 'Theme, accelerating',
    height: THEME,
    rate: HIGH,
  },
  { code: 'climax-decline', chinese: '高潮衰退期', english: 'Climax, declining', height: CLIMAX, rate: LOW },
  { code: 'climax-split', chinese: '高潮分化期', english: 'Climax, splitting', height: CLIMAX, rate: MIDDLE },
  { code: 'climax-euphoria', chinese: '高潮亢奋期', english: 'Climax, euphoric', height: CLIMAX, rate: HIGH },
]

/** A stage, or why there is none: no cohort to be promoted, or a height of less than two boards. */
export type StageResult =
  | { readonly stage: StageCode; readonly reason: null }
  | { readonly stage: null; readonly reason: 'noCohort' | 'belowGrid' }

/**
 * The market's cell of the grid. `promoted` of `base` shares were promoted, null where there is no
 * cohort; both and `height` belong to the same session. If both reasons apply, it is `noCohort`.
 */
export function stageOf(height: number, promoted: number | null, base: number | null): StageResult {
  if (promoted === null || base === null || base === 0) return { stage: null, reason: 'noCohort' }
  const cell = STAGES.find(
    ({ height: band, rate }) =>
      height >= band.from &&
      (band.to === null || height <= band.to) &&
      !isBelow(promoted, base, rate.from) &&
      (rate.below === null || isBelow(promoted, base, rate.below)),
  )
  return cell === undefined ? { stage: null, reason: 'belowGrid' } : { stage: cell.code, reason: null }
}

function isBelow(numerator: number, denominator: number, bound: Fraction): boolean {
  return numerator * bound.denominator < bound.numerator * denominator
}
