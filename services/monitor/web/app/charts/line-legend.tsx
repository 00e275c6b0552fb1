import type { JSX } from 'preact'
import { UNKNOWN } from '../format/numbers.ts'
import { usePage } from '../parts/page-context.ts'
import type { LineSeries } from './line-series.ts'

interface LineLegendProps {
  readonly series: readonly LineSeries[]
  /** Whose values are shown. */
  readonly index: number
  /** Where the cursor is; null: at the end. */
  readonly place: string | null
  readonly format: (value: number) => string
  readonly formatRight: (value: number) => string
}

/** Names of the lines with a sample of each and its value under the cursor, or its last. */
export function LineLegend({ series, index, place, format, formatRight }: LineLegendProps): JSX.Element {
  const { palette } = usePage()
  return (
    <figcaption class="legend">
      <span class="place">{place ?? ''}</span>
      {series
        .filter(({ hiddenInLegend }) => hiddenInLegend !== true)
        .map(({ label, colour, dash, width = 1.5, values, right, dots }) => {
          const value = values[index]
          return (
            <span key={label} class="entry">
              <svg width="22" height="8" aria-hidden="true">
                {dots === true ? (
                  <circle cx="11" cy="4" r="3" fill={palette[colour]} />
                ) : (
                  <line
                    x1="0"
                    x2="22"
                    y1="4"
                    y2="4"
                    stroke={palette[colour]}
                    stroke-width={width + 0.5}
                    stroke-dasharray={dash?.join(' ')}
                  />
                )}
              </svg>
              <span class="dim">{label}</span>
              <b>
                {value === null || value === undefined
                  ? UNKNOWN
                  : (right === true ? formatRight : format)(value)}
              </b>
            </span>
          )
        })}
    </figcaption>
  )
}
