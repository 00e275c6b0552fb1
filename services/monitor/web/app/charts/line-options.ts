import uPlot from 'uplot'
import type { Band, Guide, LineSeries, XAxis } from './line-series.ts'
import type { Palette } from './palette.ts'

/** What a line chart is made from; read anew at each drawing, as data change under it. */
export interface LineModel {
  readonly x: XAxis
  readonly series: readonly LineSeries[]
  readonly format: (value: number) => string
  readonly formatRight?: (value: number) => string
  readonly guides?: readonly Guide[]
  readonly band?: Band | undefined
  readonly whole?: boolean
  readonly range?: (low: number, high: number) => [number, number]
}

/** Least width of a label of the axis of places, and the room between two. */
const LABEL_PIXELS = 30
const LABEL_GAP = 10
const AXES_PIXELS = 60
/** Least width of the left axis. */
const AXIS_PIXELS = 46
/** Steps of an axis of counts. */
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
const FONT = '11px "Segoe UI", system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif'

/** Options of uPlot for a model; `onCursor` hears the index under the cursor, null outside. */
export function lineOptions(
  model: () => LineModel,
  palette: Palette,
  size: { readonly width: number; readonly height: number },
  onCursor: (index: number | null) => void,
): uPlot.Options {
  const { series, band, formatRight, whole } = model()
  const axis = { stroke: palette.dim, font: FONT, ticks: { show: false } }
  const hasRight = series.some(({ right }) => right === true)
  return {
    ...size,
    legend: { show: false },
    cursor: {
      drag: { x: false, y: false, setScale: false },
      points: { size: 7 },
    },
    padding: [8, hasRight ? 0 : 24, 0, 0],
    scales: {
      x: { time: false, range: () => [model().x.from, model().x.to] },
      y: { range: (_, low, high) => rangeOf(model(), low, high) },
      ...(hasRight ? { right: { range: (_: uPlot, low: number, high: number) => padded(low, high) } } : {}),
    },
    axes: [
      {
        ...axis,
        splits: (plot) => fitting(model().x, plot.width),
        values: (_, splits) => splits.map((value) => model().x.label(value)),
        grid: { stroke: palette.line, width: 1 },
        size: 28,
        gap: 8,
      },
      {
        ...axis,
        values: (_, splits) => splits.map((value) => model().format(value)),
        grid: { stroke: palette.line, width: 1 },
        ...(whole === true ? { incrs: WHOLE } : {}),
        size: (_, labels) => widthOf(labels),
        gap: 4,
        space: 32,
      },
      ...(hasRight
        ? [
            {
              ...axis,
              scale: 'right',
              side: 1,
              values: (_: uPlot, splits: number[]) =>
                splits.map((value) => (formatRight ?? model().format)(value)),
              grid: { show: false },
              size: 60,
              gap: 4,
            },
          ]
        : []),
    ],
    series: [{}, ...series.map((one) => seriesOptions(one, palette))],
    ...(band === undefined ? {} : { bands: bandOptions(series, band, palette) }),
    hooks: {
      draw: [(plot) => drawGuides(plot, model().guides ?? [], palette)],
      setCursor: [
        ({ cursor: { idx, left } }) => onCursor(left === undefined || left < 0 ? null : (idx ?? null)),
      ],
    },
  }
}

/** Room for the longest label of the left axis. */
function widthOf(labels: readonly (string | null)[] | null): number {
  const longest = (labels ?? []).reduce((most, label) => Math.max(most, pixelsOf(label ?? '')), 0)
  return Math.max(AXIS_PIXELS, longest + 12)
}

/** A Chinese character is as wide as two digits. */
const pixelsOf = (label: string): number =>
  [...label].reduce((sum, character) => sum + (character > '\u2e80' ? 11.5 : 6.4), 0)

function seriesOptions(
  { label, colour, dash, width = 1.5, stepped, right, dots }: LineSeries,
  palette: Palette,
) {
  const stroke = palette[colour]
  return {
    label,
    stroke,
    width: dots === true ? 0 : width,
    ...(dash === undefined ? {} : { dash: [...dash] }),
    ...(stepped === true && uPlot.paths.stepped !== undefined
      ? { paths: uPlot.paths.stepped({ align: -1 }) }
      : {}),
    ...(right === true ? { scale: 'right' } : {}),
    points: dots === true ? { show: true, size: 6, fill: stroke, stroke } : { show: false },
    spanGaps: false,
  }
}

function bandOptions(series: readonly LineSeries[], band: Band, palette: Palette): uPlot.Band[] {
  const index = (name: string): number => series.findIndex(({ label }) => label === name) + 1
  return [{ series: [index(band.high), index(band.low)], fill: palette.shade }]
}

function rangeOf({ range, guides = [] }: LineModel, low: number, high: number): [number, number] {
  if (range !== undefined) return range(low, high)
  const values = [low, high, ...guides.map(({ value }) => value)].filter((value) => Number.isFinite(value))
  return values.length === 0 ? [0, 1] : padded(Math.min(...values), Math.max(...values))
}

/** Every second or third label where not all have room; the last always stays. */
function fitting({ splits, label }: XAxis, width: number): number[] {
  const longest = splits.reduce((most, split) => Math.max(most, pixelsOf(label(split))), LABEL_PIXELS)
  const step = Math.max(
    1,
    Math.ceil((splits.length * (longest + LABEL_GAP)) / Math.max(width - AXES_PIXELS, 1)),
  )
  return splits.filter((_, index) => (splits.length - 1 - index) % step === 0)
}

/** A little room above and below; a flat line stands in the middle. */
function padded(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1]
  const room = high === low ? Math.max(Math.abs(high) * 0.1, 0.001) : (high - low) * 0.08
  return [low >= 0 && low - room < 0 ? 0 : low - room, high + room]
}

function drawGuides(plot: uPlot, guides: readonly Guide[], palette: Palette): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  ctx.save()
  ctx.font = FONT.replace('11px', `${11 * ratio}px`)
  ctx.lineWidth = ratio
  ctx.textAlign = 'right'
  ctx.textBaseline = 'bottom'
  for (const { value, label, colour } of guides) {
    const y = Math.round(plot.valToPos(value, 'y', true))
    if (y < bbox.top || y > bbox.top + bbox.height) continue
    ctx.strokeStyle = palette[colour]
    ctx.setLineDash([2 * ratio, 4 * ratio])
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
    const right = bbox.left + bbox.width - 4 * ratio
    ctx.fillStyle = palette.panel
    const width = ctx.measureText(label).width + 4 * ratio
    ctx.fillRect(right - width + 2 * ratio, y - 14 * ratio, width, 12 * ratio)
    ctx.fillStyle = palette[colour]
    ctx.fillText(label, right, y - 2 * ratio)
  }
  ctx.restore()
}
