import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { minuteLabel } from '../format/session-minute.ts'
import { usePage } from '../parts/page-context.ts'
import type { MinuteRow } from '../state/api.ts'
import { HEIGHT_BANDS, RATE_BANDS, stageAt, stagePath, turningPoints } from '../state/stage-path.ts'

const LEFT = 44
const TOP = 20
const CELL = { width: 128, height: 56 }
const BELOW = 26
const WIDTH = LEFT + CELL.width * 3
const HEIGHT = TOP + CELL.height * 4 + BELOW

interface StageGridProps {
  readonly rows: readonly MinuteRow[]
  readonly announced: string | null
}

/**
 * The twelve cells, height upwards and rate to the right, and today's path through them. The announced cell is
 * filled and has a corner mark, the provisional one a dashed border: neither depends on a colour.
 */
export function StageGrid({ rows, announced }: StageGridProps): JSX.Element {
  const { t, language } = usePage()
  const path = useMemo(() => stagePath(rows), [rows])
  const last = path.at(-1)
  const provisional = last?.stage ?? null
  const cells = HEIGHT_BANDS.flatMap((_, row) =>
    RATE_BANDS.map((__, column) => {
      const stage = stageAt(row, column)
      const x = LEFT + column * CELL.width
      return { stage, x, y: TOP + row * CELL.height, announced: stage.code === announced }
    }),
  )
  const summary = turningPoints(path)
    .map(({ minute, stage }) => `${minuteLabel(minute)} ${stage ?? t('noStage')}`)
    .join(', ')
  return (
    <svg
      class={`stage-grid ${language}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${t('stageGrid')}: ${summary}`}
    >
      {RATE_BANDS.map((band, column) => (
        <text key={band.from.numerator} x={LEFT + (column + 0.5) * CELL.width} y={13} class="axis middle">
          {rateLabel(band)}
        </text>
      ))}
      {HEIGHT_BANDS.map((band, row) => (
        <text key={band.from} x={LEFT - 6} y={TOP + (row + 0.5) * CELL.height + 4} class="axis end">
          {band.to === null ? `≥${band.from}` : `${band.from}–${band.to}`}
          {t('boardsUnit')}
        </text>
      ))}
      {cells.map((cell) => (
        <Cell key={cell.stage.code} {...cell} provisional={cell.stage.code === provisional} />
      ))}
      <text x={LEFT - 6} y={HEIGHT - 8} class="axis end">
        0–1{t('boardsUnit')}
      </text>
      <rect
        x={LEFT + 1}
        y={HEIGHT - BELOW + 1}
        width={CELL.width * 3 - 2}
        height={BELOW - 2}
        class="outside"
      />
      <polyline points={path.map(position).join(' ')} class="path" />
      {turningPoints(path).map((point) => (
        <g key={point.minute}>
          <circle cx={placeX(point.x)} cy={placeY(point.y)} r="2.5" class="turn" />
          <title>{minuteLabel(point.minute)}</title>
        </g>
      ))}
      {cells.map((cell) => (
        <Names key={cell.stage.code} {...cell} />
      ))}
      {last !== undefined && (
        <path
          class="here"
          d={`M${placeX(last.x)} ${placeY(last.y) - 7}l7 7l-7 7l-7 -7z`}
          data-x={last.x.toFixed(3)}
          data-y={last.y.toFixed(3)}
        />
      )}
    </svg>
  )
}

interface CellProps {
  readonly stage: ReturnType<typeof stageAt>
  readonly x: number
  readonly y: number
  readonly announced: boolean
  readonly provisional: boolean
}

function Cell({ stage, x, y, announced, provisional }: CellProps): JSX.Element {
  const state = `cell${announced ? ' announced' : ''}${provisional ? ' provisional' : ''}`
  return (
    <g class={state} data-stage={stage.code}>
      <rect x={x + 1} y={y + 1} width={CELL.width - 2} height={CELL.height - 2} rx="3" />
      {announced && <path d={`M${x + 2} ${y + 2}h14l-14 14z`} class="corner" />}
    </g>
  )
}

/** Names stand above the path, so that it never hides them. */
function Names({ stage, x, y, announced }: Omit<CellProps, 'provisional'>): JSX.Element {
  const { language } = usePage()
  const [first, second] = language === 'zh' ? [stage.chinese, stage.english] : [stage.english, stage.chinese]
  return (
    <>
      <text x={x + CELL.width / 2} y={y + 25} class={announced ? 'middle name announced' : 'middle name'}>
        {first}
      </text>
      <text x={x + CELL.width / 2} y={y + 41} class="middle other">
        {second}
      </text>
    </>
  )
}

function rateLabel({ from, below }: (typeof RATE_BANDS)[number]): string {
  if (below === null) return `≥${from.numerator}%`
  return from.numerator === 0 ? `<${below.numerator}%` : `${from.numerator}–${below.numerator}%`
}

function placeX(x: number): number {
  return LEFT + x * CELL.width
}

function placeY(y: number): number {
  const grid = Math.min(y, 4)
  return TOP + grid * CELL.height + (y > 4 ? BELOW / 2 : 0)
}

function position({ x, y }: { x: number; y: number }): string {
  return `${placeX(x).toFixed(1)},${placeY(y).toFixed(1)}`
}
