import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'
import { usePage } from '../parts/page-context.ts'
import { LineLegend } from './line-legend.tsx'
import { lineOptions } from './line-options.ts'
import type { Band, Guide, LineSeries, XAxis } from './line-series.ts'

interface LineChartProps {
  /** Said to screen readers. */
  readonly name: string
  readonly x: XAxis
  readonly series: readonly LineSeries[]
  readonly format: (value: number) => string
  readonly formatRight?: (value: number) => string
  readonly guides?: readonly Guide[]
  readonly band?: Band | undefined
  /** Ends of the value axis; by default from the values. */
  readonly range?: (low: number, high: number) => [number, number]
  /** Values are whole: so are the labels of the axis. */
  readonly whole?: boolean
  readonly height?: number
  readonly legend?: boolean
  /** Label of the place under the cursor, where the axis' own is too short. */
  readonly placeLabel?: (value: number) => string
}

/** Lines over a session or over sessions. Data are replaced in place; a new theme makes the chart anew. */
export function LineChart(props: LineChartProps): JSX.Element {
  const { name, x, series, height = 220, legend = true } = props
  const { palette } = usePage()
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot | null>(null)
  const [cursor, setCursor] = useState<number | null>(null)
  const latest = useRef(props)
  latest.current = props
  const shape = useMemo(
    () =>
      JSON.stringify([
        palette.id,
        height,
        x.from,
        x.to,
        x.splits,
        props.guides,
        props.band,
        series.map(({ label, colour, dash, stepped }) => [label, colour, dash, stepped]),
      ]),
    [palette.id, height, x, series, props.guides, props.band],
  )
  const data = useMemo(
    () => [x.values, ...series.map(({ values }) => values)] as unknown as uPlot.AlignedData,
    [x, series],
  )

  useEffect(() => {
    const element = box.current
    if (element === null) return
    const plot = new uPlot(
      lineOptions(() => latest.current, palette, { width: element.clientWidth, height }, setCursor),
      data,
      element,
    )
    chart.current = plot
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      plot.destroy()
      chart.current = null
    }
  }, [shape])

  useEffect(() => chart.current?.setData(data), [data])

  const move = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    const plot = chart.current
    if (step === undefined || plot === null) return
    event.preventDefault()
    const last = x.values.length - 1
    const next = Math.min(Math.max((cursor ?? last + 1) + step, 0), last)
    const left = plot.valToPos(x.values[next] ?? 0, 'x')
    plot.setCursor({ left, top: plot.over.clientHeight / 2 })
  }

  return (
    <figure class="chart">
      {legend && (
        <LineLegend
          series={series}
          index={cursor ?? lastIndex(series)}
          place={cursor === null ? null : (props.placeLabel ?? x.label)(x.values[cursor] ?? 0)}
          format={props.format}
          formatRight={props.formatRight ?? props.format}
        />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the cursor of the chart */}
      <div class="plot" ref={box} role="img" aria-label={name} tabIndex={0} onKeyDown={move} />
    </figure>
  )
}

/** The newest point of the first line: the others may reach further, as yesterday's does. */
function lastIndex(series: readonly LineSeries[]): number {
  return series[0]?.values.findLastIndex((value) => value !== null) ?? -1
}
