import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { LineChart } from '../charts/line-chart.tsx'
import type { Guide, LineSeries } from '../charts/line-series.ts'
import { datesAxis } from '../charts/session-axis.ts'
import { usePage } from '../parts/page-context.ts'
import type { SignalRow } from '../state/api.ts'

export interface RowLine extends Omit<LineSeries, 'values'> {
  readonly of: (row: SignalRow) => number | null
}

interface RowChartProps {
  readonly name: string
  readonly rows: readonly SignalRow[]
  readonly lines: readonly RowLine[]
  readonly format: (value: number) => string
  readonly formatRight?: (value: number) => string
  readonly guides?: readonly Guide[]
  readonly range?: (low: number, high: number) => [number, number]
  readonly height?: number
}

const NO_GUIDES: readonly Guide[] = []

/** Rows of a signal as lines, a place per row. */
export function RowChart({
  name,
  rows,
  lines,
  height = 190,
  guides = NO_GUIDES,
  ...rest
}: RowChartProps): JSX.Element {
  const { language } = usePage()
  const dates = useMemo(() => rows.map(({ date }) => date), [rows])
  const x = useMemo(() => datesAxis(dates), [dates])
  const series = useMemo(
    () => lines.map(({ of, ...line }) => ({ ...line, values: rows.map(of) })),
    [rows, language],
  )
  return (
    <LineChart
      {...rest}
      name={`${name} ${dates[0] ?? ''}–${dates.at(-1) ?? ''}`}
      x={x}
      series={series}
      guides={guides}
      height={height}
      placeLabel={(index) => dates[index] ?? ''}
    />
  )
}

/** The same rows as a table: date, the lines, state. */
export function rowsTable(rows: readonly SignalRow[], lines: readonly RowLine[], columns: readonly string[]) {
  return {
    columns: [columns[0] ?? 'date', ...lines.map(({ label }) => label), columns[1] ?? 'state'],
    rows: rows.map((row) => [row.date, ...lines.map(({ of }) => of(row)), row.state]),
  }
}
