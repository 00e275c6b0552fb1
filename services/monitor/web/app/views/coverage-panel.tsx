import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { LineChart } from '../charts/line-chart.tsx'
import type { LineSeries } from '../charts/line-series.ts'
import { sessionAxis } from '../charts/session-axis.ts'
import { integer } from '../format/numbers.ts'
import { minuteLabel } from '../format/session-minute.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { type Day, rowsSoFar } from '../state/day.ts'

/** Symbols that should be seen, are seen, and are silent, through the day. */
export function CoveragePanel({ day: { minutes, live } }: { day: Day }): JSX.Element {
  const { t } = usePage()
  const rows = useMemo(() => rowsSoFar({ minutes, live }), [minutes, live])
  const x = useMemo(() => sessionAxis(rows.map(({ minute }) => minute)), [rows])
  const series = useMemo(
    (): readonly LineSeries[] => [
      {
        label: t('missing'),
        values: rows.map(({ expected, seen }) => expected - seen),
        colour: 'accent',
        width: 2,
      },
      { label: t('stale'), values: rows.map(({ stale }) => stale), colour: 'amber', dash: [6, 3] },
    ],
    [rows, t],
  )
  return (
    <Panel
      title={t('missingAndSilent')}
      class="third"
      table={() => ({
        columns: [
          t('time'),
          t('expected'),
          t('seen'),
          t('stale'),
          t('suspended'),
          t('cohortMissing'),
          t('revision'),
        ],
        rows: rows.map((one) => [
          minuteLabel(one.minute),
          one.expected,
          one.seen,
          one.stale,
          one.suspended,
          one.cohortMissing,
          one.revision,
        ]),
      })}
    >
      <LineChart
        name={t('missingAndSilent')}
        x={x}
        series={series}
        format={(value) => integer(value)}
        whole
        range={(_, high) => [0, Math.max(10, high * 1.1)]}
        height={300}
        placeLabel={minuteLabel}
      />
    </Panel>
  )
}
