import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { LineChart } from '../charts/line-chart.tsx'
import type { LineSeries } from '../charts/line-series.ts'
import { sessionAxis } from '../charts/session-axis.ts'
import { integer, money } from '../format/numbers.ts'
import { minuteLabel } from '../format/session-minute.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import type { MinuteRow } from '../state/api.ts'

/** Advancers and decliners through the day, and turnover on the right. */
export function BreadthPanel({ rows }: { rows: readonly MinuteRow[] }): JSX.Element {
  const { t, language } = usePage()
  const row = rows.at(-1)
  const x = useMemo(() => sessionAxis(rows.map(({ minute }) => minute)), [rows])
  const series = useMemo(
    (): readonly LineSeries[] => [
      { label: t('advancers'), values: rows.map(({ advancers }) => advancers), colour: 'rise', width: 2 },
      {
        label: t('decliners'),
        values: rows.map(({ decliners }) => decliners),
        colour: 'fall',
        dash: [6, 3],
        width: 2,
      },
      {
        label: t('turnover'),
        values: rows.map(({ amount }) => amount),
        colour: 'dim',
        dash: [2, 3],
        right: true,
      },
    ],
    [rows, t],
  )
  const table = () => ({
    columns: [
      t('time'),
      t('advancers'),
      t('decliners'),
      t('unchanged'),
      t('untraded'),
      t('meanReturn'),
      t('turnover'),
    ],
    rows: rows.map((one) => [
      minuteLabel(one.minute),
      one.advancers,
      one.decliners,
      one.unchanged,
      one.untraded,
      one.meanReturn,
      one.amount,
    ]),
  })
  return (
    <Panel title={t('breadthDay')} table={table}>
      <LineChart
        name={`${t('breadthDay')}: ${integer(row?.advancers)}, ${integer(row?.decliners)}`}
        x={x}
        series={series}
        format={(value) => integer(value)}
        formatRight={(value) => money(value, language)}
        whole
        height={270}
        placeLabel={minuteLabel}
      />
    </Panel>
  )
}
