import { STAGES, type Stage } from '../../../../../core/sentiment/stage-grid.ts'
import type { MinuteRow } from './api.ts'

/** Rows of the grid, tallest first, and its columns; from the stages themselves. */
export const HEIGHT_BANDS: readonly Stage['height'][] = distinct(
  STAGES.map(({ height }) => height),
  ({ from }) => from,
).reverse()
export const RATE_BANDS: readonly Stage['rate'][] = distinct(
  STAGES.map(({ rate }) => rate),
  ({ from }) => from.numerator,
)

/** Where a minute stands in the grid. */
export interface PathPoint {
  readonly minute: number
  readonly stage: string | null
  /** In columns from the left edge, 0 to 3: how far into its band the rate is. */
  readonly x: number
  /** In rows from the top edge: 0 to 4 within the grid, 4 to 5 below it (height 0 or 1). */
  readonly y: number
}

/** The market's way through the grid; minutes without a rate have no place in it. */
export function stagePath(rows: readonly MinuteRow[]): readonly PathPoint[] {
  return rows.flatMap(({ minute, stage, height, promotionRate }) =>
    promotionRate === null ? [] : [{ minute, stage, x: column(promotionRate), y: rowOf(height) }],
  )
}

/** The stage of a cell, by row from the top and column from the left. */
export function stageAt(row: number, columnIndex: number): Stage {
  const height = HEIGHT_BANDS[row]
  const rate = RATE_BANDS[columnIndex]
  const stage = STAGES.find((one) => one.height.from === height?.from && one.rate === rate)
  if (stage === undefined) throw new RangeError(`The stage grid has no cell ${row}, ${columnIndex}.`)
  return stage
}

/** Points where the cell changes, the first and the last: what deserves a label. */
export function turningPoints(path: readonly PathPoint[]): readonly PathPoint[] {
  return path.filter((point, index) => index === 0 || point.stage !== path[index - 1]?.stage)
}

function column(rate: number): number {
  const bounds = [...RATE_BANDS.map(({ from }) => from.numerator / from.denominator), 1]
  const index = Math.max(
    RATE_BANDS.findLastIndex(({ from }) => rate * from.denominator >= from.numerator),
    0,
  )
  const from = bounds[index] ?? 0
  return index + Math.min((rate - from) / ((bounds[index + 1] ?? 1) - from), 0.98)
}

/** Heights stand in the middle of their share of the band; ten and more in the middle of the top row. */
function rowOf(height: number): number {
  const index = HEIGHT_BANDS.findIndex(({ from }) => height >= from)
  const band = HEIGHT_BANDS[index]
  if (band === undefined) return HEIGHT_BANDS.length + 0.5
  if (band.to === null) return 0.5
  return index + 1 - (height - band.from + 0.5) / (band.to - band.from + 1)
}

function distinct<Value>(values: readonly Value[], key: (value: Value) => unknown): Value[] {
  return [...new Map(values.map((value) => [key(value), value])).values()]
}
