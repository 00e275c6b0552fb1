import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { LineChart } from '../charts/line-chart.tsx'
import type { Guide, LineSeries } from '../charts/line-series.ts'
import { datesAxis } from '../charts/session-axis.ts'
import { integer, money, percent } from '../format/numbers.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import type { HistoryRow } from '../state/api.ts'

const THRESHOLDS: readonly Guide[] = [
  { value: 0.25, label: '25%', colour: 'amber' },
  { value: 0.45, label: '45%', colour: 'amber' },
]
const ZERO: readonly Guide[] = [{ value: 0, label: '0', colour: 'line-strong' }]
const NO_GUIDES: readonly Guide[] = []

/** Height, rate, counts, premium and breadth over the last sessions, one small chart each. */
export function TrendPanels({ rows }: { rows: readonly HistoryRow[] }): JSX.Element {
  const { t, language } = usePage()
  const count = (value: number): string => integer(value)
  const rate = (value: number): string => percent(value, 0)
  return (
    <>
      <Trend
        title={t('height')}
        rows={rows}
        format={count}
        whole
        series={[{ label: t('height'), field: 'height', colour: 'accent', stepped: true, width: 2 }]}
      />
      <Trend
        title={t('promotionRate')}
        rows={rows}
        format={rate}
        guides={THRESHOLDS}
        series={[{ label: t('promotionRate'), field: 'promotionRate', colour: 'accent', width: 2 }]}
      />
      <Trend
        title={t('counts')}
        rows={rows}
        format={count}
        whole
        series={[
          { label: t('limitUps'), field: 'limitUps', colour: 'rise', width: 2 },
          { label: t('broken'), field: 'broken', colour: 'amber', dash: [6, 3] },
          { label: t('limitDowns'), field: 'limitDowns', colour: 'fall', dash: [2, 2], width: 2 },
        ]}
      />
      <Trend
        title={t('sealRate')}
        rows={rows}
        format={rate}
        series={[{ label: t('sealRate'), field: 'sealRate', colour: 'violet', width: 2 }]}
      />
      <Trend
        title={t('yesterdayPremium')}
        rows={rows}
        format={(value) => percent(value, 1)}
        guides={ZERO}
        series={[
          { label: t('close'), field: 'limitUpPremium', colour: 'accent', width: 2 },
          { label: t('auctionOpen'), field: 'limitUpOpenPremium', colour: 'amber', dash: [5, 3] },
          { label: t('brokenYesterday'), field: 'brokenPremium', colour: 'dim', dash: [2, 3] },
        ]}
      />
      <Trend
        title={t('breadth')}
        rows={rows}
        format={count}
        whole
        formatRight={(value) => money(value, language)}
        series={[
          { label: t('advancers'), field: 'advancers', colour: 'rise', width: 2 },
          { label: t('decliners'), field: 'decliners', colour: 'fall', dash: [6, 3], width: 2 },
          { label: t('turnover'), field: 'amount', colour: 'dim', dash: [2, 3], right: true },
        ]}
      />
    </>
  )
}

type NumberField = {
  [Name in keyof HistoryRow]: HistoryRow[Name] extends number | null ? Name : never
}[keyof HistoryRow]

interface TrendProps {
  readonly title: string
  readonly rows: readonly HistoryRow[]
  readonly series: readonly (Omit<LineSeries, 'values'> & { readonly field: NumberField })[]
  readonly format: (value: number) => string
  readonly formatRight?: (value: number) => string
  readonly guides?: readonly Guide[]
  readonly whole?: boolean
}

function Trend({
  title,
  rows,
  series,
  format,
  formatRight,
  guides = NO_GUIDES,
  whole = false,
}: TrendProps): JSX.Element {
  const { language } = usePage()
  const dates = useMemo(() => rows.map(({ date }) => date), [rows])
  const x = useMemo(() => datesAxis(dates), [dates])
  const lines = useMemo(
    () => series.map(({ field, ...line }) => ({ ...line, values: rows.map((row) => row[field]) })),
    [rows, language],
  )
  return (
    <Panel
      title={title}
      class="third"
      table={() => ({
        columns: ['date', ...series.map(({ label }) => label)],
        rows: rows.map((row) => [row.date, ...series.map(({ field }) => row[field])]),
      })}
    >
      <LineChart
        name={`${title} ${dates[0] ?? ''}–${dates.at(-1) ?? ''}`}
        x={x}
        series={lines}
        format={format}
        {...(formatRight === undefined ? {} : { formatRight })}
        guides={guides}
        whole={whole}
        height={170}
        placeLabel={(index) => dates[index] ?? ''}
      />
    </Panel>
  )
}
