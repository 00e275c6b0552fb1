import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { LineChart } from '../charts/line-chart.tsx'
import type { LineSeries } from '../charts/line-series.ts'
import { sessionAxis } from '../charts/session-axis.ts'
import { integer, percent } from '../format/numbers.ts'
import { minuteLabel } from '../format/session-minute.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import type { MinuteRow } from '../state/api.ts'

/** Limit-ups, broken boards and limit-downs through the day, with the seal rate on the right. */
export function CountsPanel({ rows }: { rows: readonly MinuteRow[] }): JSX.Element {
  const { t } = usePage()
  const row = rows.at(-1)
  const x = useMemo(() => sessionAxis(rows.map(({ minute }) => minute)), [rows])
  const series = useMemo(
    (): readonly LineSeries[] => [
      { label: t('limitUps'), values: rows.map(({ limitUps }) => limitUps), colour: 'rise', width: 2 },
      { label: t('broken'), values: rows.map(({ broken }) => broken), colour: 'amber', dash: [6, 3] },
      {
        label: t('limitDowns'),
        values: rows.map(({ limitDowns }) => limitDowns),
        colour: 'fall',
        dash: [2, 2],
        width: 2,
      },
      {
        label: t('sealRate'),
        values: rows.map(({ sealRate }) => sealRate),
        colour: 'dim',
        dash: [8, 3, 2, 3],
        right: true,
      },
    ],
    [rows, t],
  )
  const table = () => ({
    columns: [
      t('time'),
      t('limitUps'),
      t('broken'),
      t('touched'),
      t('limitDowns'),
      t('sealRate'),
      t('height'),
    ],
    rows: rows.map((one) => [
      minuteLabel(one.minute),
      one.limitUps,
      one.broken,
      one.touched,
      one.limitDowns,
      one.sealRate,
      one.height,
    ]),
  })
  return (
    <Panel title={t('counts')} class="third" table={table}>
      <LineChart
        name={`${t('counts')}: ${integer(row?.limitUps)}, ${integer(row?.broken)}, ${integer(row?.limitDowns)}`}
        x={x}
        series={series}
        format={(value) => integer(value)}
        formatRight={(value) => percent(value, 0)}
        whole
        height={278}
        placeLabel={minuteLabel}
      />
    </Panel>
  )
}
