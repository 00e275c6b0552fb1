import { init } from 'echarts'
import { formatTradeDate } from '../../core/market/trade-date.ts'
import type { AccountDay } from './account-rows.ts'

export interface ChartText {
  readonly title: string
  readonly subtitle: string
  readonly strategy: string
  readonly benchmark: string
}

const SIZE = { width: 1200, height: 720 } as const
/** Red is up in China; colours of the page's light theme, told apart also without red and green. */
const COLOURS = { strategy: '#c0392b', benchmark: '#5b6b7d', drawdown: '#c0392b', grid: '#e3e8ee' } as const
/** Where values differ by more than this factor, equal distances stand for equal ratios. */
const LOGARITHMIC_FROM = 4

/** Net asset value of an account and its benchmark, rebased to 1, with the drawdown below, as an SVG document. */
export function navChart(days: readonly AccountDay[], text: ChartText): string {
  const dates = days.map(({ tradeDate }) => formatTradeDate(tradeDate))
  const navs = rebased(days.map(({ nav }) => nav))
  const benchmarks = rebased(days.map(({ benchmarkNav }) => benchmarkNav))
  const known = [...navs, ...benchmarks].filter((value) => value !== null)
  const isWide = Math.max(...known) > LOGARITHMIC_FROM * Math.min(...known)
  const hasBenchmark = benchmarks.some((value) => value !== null)
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE })
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: { fontFamily: 'DejaVu Sans, Arial, sans-serif' },
      title: { text: text.title, subtext: text.subtitle, left: 60, top: 14, textStyle: { fontSize: 18 } },
      legend: {
        top: 20,
        right: 40,
        itemGap: 24,
        data: hasBenchmark ? [text.strategy, text.benchmark] : [text.strategy],
      },
      grid: [
        { left: 70, right: 40, top: 110, height: 380 },
        { left: 70, right: 40, top: 540, height: 120 },
      ],
      xAxis: [0, 1].map((gridIndex) => ({
        type: 'category',
        gridIndex,
        data: dates,
        boundaryGap: false,
        axisLabel: { show: gridIndex === 1 },
        axisTick: { show: gridIndex === 1 },
      })),
      yAxis: [
        {
          type: isWide ? 'log' : 'value',
          ...(isWide ? { logBase: 2 } : { scale: true }),
          name: isWide ? 'value, log scale' : 'value',
          splitLine: { lineStyle: { color: COLOURS.grid } },
        },
        {
          type: 'value',
          gridIndex: 1,
          name: 'drawdown',
          splitNumber: 3,
          axisLabel: { formatter: (value: number) => `${Math.round(value * 100)}%` },
          splitLine: { lineStyle: { color: COLOURS.grid } },
        },
      ],
      series: [
        line(text.strategy, navs, COLOURS.strategy, 2),
        ...(hasBenchmark ? [line(text.benchmark, benchmarks, COLOURS.benchmark, 1.5)] : []),
        {
          ...line('drawdown', drawdowns(navs), COLOURS.drawdown, 1),
          xAxisIndex: 1,
          yAxisIndex: 1,
          areaStyle: { color: COLOURS.drawdown, opacity: 0.25 },
        },
      ],
    })
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

/** The drawing as PNG, twice as many pixels each way. Texts need a font of the system. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js')
  const font = { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' }
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: 2 } }).render().asPng()
}

const line = (name: string, data: readonly (number | null)[], color: string, width: number) => ({
  type: 'line',
  name,
  data,
  symbol: 'none',
  lineStyle: { color, width },
  itemStyle: { color },
})

function rebased(values: readonly (number | null)[]): (number | null)[] {
  const first = values.find((value) => value !== null) ?? 1
  return values.map((value) => (value === null ? null : value / first))
}

function drawdowns(navs: readonly (number | null)[]): number[] {
  let peak = 0
  return navs.map((nav) => {
    peak = Math.max(peak, nav ?? 0)
    return (nav ?? peak) / peak - 1
  })
}
