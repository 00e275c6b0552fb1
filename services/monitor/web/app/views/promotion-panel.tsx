import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { LineChart } from '../charts/line-chart.tsx'
import type { Guide, LineSeries } from '../charts/line-series.ts'
import { sessionAxis } from '../charts/session-axis.ts'
import { percent } from '../format/numbers.ts'
import { minuteLabel } from '../format/session-minute.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import type { MinuteRow } from '../state/api.ts'

/** Sessions that the same-minute band needs (domain reference D7: a third of 60). */
const BAND_FROM = 20
const GUIDES: readonly Guide[] = [
  { value: 0.25, label: '25%', colour: 'amber' },
  { value: 0.45, label: '45%', colour: 'amber' },
]

interface PromotionPanelProps {
  readonly rows: readonly MinuteRow[]
  readonly previous: readonly MinuteRow[]
  readonly previousDate: string | null
}

/** Promotion rate through the day: against the thresholds, the session before, and the same minute of 60 sessions. */
export function PromotionPanel({ rows, previous, previousDate }: PromotionPanelProps): JSX.Element {
  const { t } = usePage()
  const row = rows.at(-1)
  const known = row?.percentileSessions ?? 0
  const hasBand = known >= BAND_FROM
  const minutes = useMemo(() => allMinutes(rows, previous), [rows, previous])
  const x = useMemo(() => sessionAxis(minutes), [minutes])
  const series = useMemo((): readonly LineSeries[] => {
    const today = byMinute(rows)
    const before = byMinute(previous)
    const of = (map: ReadonlyMap<number, MinuteRow>, field: RateField): (number | null)[] =>
      minutes.map((minute) => map.get(minute)?.[field] ?? null)
    const envelope = minutes.map((minute) => {
      const one = today.get(minute)
      return one?.promotedTouched == null || !one.base ? null : one.promotedTouched / one.base
    })
    return [
      { label: t('today'), values: of(today, 'promotionRate'), colour: 'accent', width: 2 },
      { label: t('touchedEnvelope'), values: envelope, colour: 'violet', dash: [5, 3] },
      ...(previous.length === 0
        ? []
        : [
            {
              label: t('yesterday'),
              values: of(before, 'promotionRate'),
              colour: 'dim' as const,
              dash: [2, 3],
            },
          ]),
      ...(hasBand
        ? [
            {
              label: t('bandMid'),
              values: of(today, 'bandMid'),
              colour: 'accent' as const,
              dash: [1, 3],
              width: 1,
            },
            {
              label: t('bandHigh'),
              values: of(today, 'bandHigh'),
              colour: 'shade' as const,
              width: 1,
              hiddenInLegend: true,
            },
            {
              label: t('bandLow'),
              values: of(today, 'bandLow'),
              colour: 'shade' as const,
              width: 1,
              hiddenInLegend: true,
            },
          ]
        : []),
    ]
  }, [minutes, rows, previous, hasBand, t])
  const table = () => ({
    columns: [
      t('time'),
      t('promoted'),
      t('base'),
      t('promotionRate'),
      t('touchedEnvelope'),
      previousDate ?? t('yesterday'),
      t('bandLow'),
      t('bandMid'),
      t('bandHigh'),
      t('percentile'),
    ],
    rows: rows.map((one) => [
      minuteLabel(one.minute),
      one.promoted,
      one.base,
      one.promotionRate,
      one.promotedTouched,
      previous.find(({ minute }) => minute === one.minute)?.promotionRate ?? null,
      one.bandLow,
      one.bandMid,
      one.bandHigh,
      one.percentile,
    ]),
  })
  const note =
    row === undefined || row.base === null ? undefined : (
      <p class="share dim">
        <b>{t('promotedOfBase', { promoted: row.promoted ?? 0, base: row.base })}</b>
        {' · '}
        {hasBand
          ? `${t('percentile')} ${row.percentile?.toFixed(0) ?? '–'} · ${t('bandShown', { n: known })}`
          : t('bandHidden', { n: known })}
      </p>
    )
  return (
    <Panel title={t('promotionRateSoFar')} class="third" table={table}>
      {note}
      <LineChart
        name={`${t('promotionRateSoFar')}: ${percent(row?.promotionRate)} (${row?.promoted ?? '–'}/${row?.base ?? '–'})`}
        x={x}
        series={series}
        format={(value) => percent(value, 0)}
        guides={GUIDES}
        band={hasBand ? { low: t('bandLow'), high: t('bandHigh') } : undefined}
        range={(_, high) => [0, Math.min(1, Math.max(0.6, Number.isFinite(high) ? high * 1.08 : 0))]}
        height={278}
        placeLabel={minuteLabel}
      />
    </Panel>
  )
}

type RateField = 'promotionRate' | 'bandLow' | 'bandMid' | 'bandHigh'

function allMinutes(rows: readonly MinuteRow[], previous: readonly MinuteRow[]): readonly number[] {
  return [...new Set([...rows, ...previous].map(({ minute }) => minute))].sort((a, b) => a - b)
}

function byMinute(rows: readonly MinuteRow[]): ReadonlyMap<number, MinuteRow> {
  return new Map(rows.map((row) => [row.minute, row]))
}
