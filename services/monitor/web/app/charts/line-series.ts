import type { Colour } from './palette.ts'

/** One line of a chart. The dash tells it apart where colours do not. */
export interface LineSeries {
  readonly label: string
  /** One value per point of the x axis; null breaks the line. */
  readonly values: readonly (number | null)[]
  readonly colour: Colour
  readonly dash?: readonly number[]
  readonly width?: number
  /** Drawn as steps: a count that holds until it changes. */
  readonly stepped?: boolean
  /** Only a point where there is a value. */
  readonly dots?: boolean
  /** Right-hand axis. */
  readonly right?: boolean
  readonly hiddenInLegend?: boolean
}

/** A horizontal line with its name. */
export interface Guide {
  readonly value: number
  readonly label: string
  readonly colour: Colour
}

/** An area between two series, by their labels. */
export interface Band {
  readonly high: string
  readonly low: string
}

export interface XAxis {
  /** Positions, ascending. */
  readonly values: readonly number[]
  readonly from: number
  readonly to: number
  readonly splits: readonly number[]
  readonly label: (value: number) => string
}
