import { BarChart } from 'echarts/charts'
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components'
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { usePage } from '../parts/page-context.ts'

use([AriaComponent, BarChart, CanvasRenderer, GridComponent, TooltipComponent])

interface EChartProps {
  readonly name: string
  readonly option: EChartsCoreOption
  readonly height: number
}

/**
 * An ECharts chart that keeps its instance while its option changes. Tooltips are drawn on the canvas
 * (`richText`): the others write style attributes, which the page's policy forbids.
 */
export function EChart({ name, option, height }: EChartProps): JSX.Element {
  const { palette } = usePage()
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)

  useEffect(() => {
    const element = box.current
    if (element === null) return
    const instance = init(element, null, { renderer: 'canvas' })
    chart.current = instance
    const observer = new ResizeObserver(() => instance.resize())
    observer.observe(element)
    return () => {
      observer.disconnect()
      instance.dispose()
      chart.current = null
    }
  }, [palette.id])

  useEffect(() => {
    chart.current?.setOption({ animation: false, ...option }, { notMerge: true })
  }, [option, palette.id])

  return <div ref={box} class="plot" style={{ height: `${height}px` }} role="img" aria-label={name} />
}

/** A tooltip in the page's colours. */
export function tooltip(palette: { panel: string; text: string; line: string }): Record<string, unknown> {
  return {
    renderMode: 'richText',
    confine: true,
    backgroundColor: palette.panel,
    borderColor: palette.line,
    textStyle: { color: palette.text, fontSize: 12 },
  }
}
