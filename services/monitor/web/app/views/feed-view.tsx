import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { LineChart } from '../charts/line-chart.tsx'
import type { LineSeries } from '../charts/line-series.ts'
import { sessionAxis } from '../charts/session-axis.ts'
import { integer, percent, UNKNOWN } from '../format/numbers.ts'
import { clock, minuteLabel } from '../format/session-minute.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { currentRow, type Day, rowsSoFar } from '../state/day.ts'
import { lateSnapshots, missingMinutes } from '../state/feed-summary.ts'

/** How well the market is seen: freshness, coverage, gaps, and what tick hygiene did. */
export function FeedView({ day }: { day: Day }): JSX.Element {
  return (
    <>
      <StatePanel day={day} />
      <HygienePanel day={day} />
      <CoveragePanel day={day} />
    </>
  )
}

function StatePanel({ day }: { day: Day }): JSX.Element {
  const { t } = usePage()
  const row = currentRow(day)
  const { feed } = day
  const gaps = missingMinutes(day.minutes)
  const revised = day.minutes.filter((one) => (one?.revision ?? 0) > 0).length
  const facts: readonly (readonly [string, string, string])[] = [
    ['state', t('state'), feed?.state ?? UNKNOWN],
    ['event-time', t('eventTime'), clock(row?.eventTime ?? feed?.eventTime)],
    [
      'freshness',
      t('freshness'),
      feed?.silentSeconds == null ? UNKNOWN : `${feed.silentSeconds.toFixed(0)} s`,
    ],
    [
      'coverage',
      t('coverage'),
      row === null || row.expected === 0 ? UNKNOWN : percent(row.seen / row.expected, 2),
    ],
    ['expected', t('expected'), integer(row?.expected)],
    ['seen', t('seen'), integer(row?.seen)],
    ['missing', t('missing'), row === null ? UNKNOWN : integer(row.expected - row.seen)],
    ['stale', t('stale'), integer(row?.stale)],
    ['suspended', t('suspended'), integer(row?.suspended)],
    ['cohort-missing', t('cohortMissing'), integer(row?.cohortMissing)],
    ['late', t('late'), row === null ? UNKNOWN : integer(lateSnapshots(row.hygiene))],
    [
      'gaps',
      t('gaps'),
      gaps.length === 0 ? t('none') : `${gaps.length}: ${gaps.slice(0, 6).map(minuteLabel).join(' ')}`,
    ],
    ['revised', t('revised'), integer(revised)],
    ['quality', t('quality'), row === null ? UNKNOWN : row.quality],
  ]
  return (
    <Panel
      title={t('feedHealth')}
      class="third"
      onlyCsv
      flush
      table={() => ({
        columns: [t('name'), t('state')],
        rows: facts.map(([, name, value]) => [name, value]),
      })}
    >
      <dl class="facts-list">
        {facts.map(([id, name, value]) => (
          <div key={id} data-fact={id}>
            <dt class="dim">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

function HygienePanel({ day }: { day: Day }): JSX.Element {
  const { t } = usePage()
  const hygiene = Object.entries(currentRow(day)?.hygiene ?? {}).sort(([, a], [, b]) => b - a)
  const total = hygiene.reduce((sum, [, count]) => sum + count, 0)
  return (
    <Panel
      title={t('hygiene')}
      class="third"
      note={integer(total)}
      onlyCsv
      flush
      table={() => ({ columns: [t('rule'), t('snapshots')], rows: hygiene })}
    >
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{t('rule')}</th>
            <th scope="col" class="number">
              {t('snapshots')}
            </th>
            <th scope="col" class="number">
              %
            </th>
          </tr>
        </thead>
        <tbody>
          {hygiene.map(([rule, count]) => (
            <tr key={rule} data-rule={rule}>
              <td>{rule}</td>
              <td class="number">{integer(count)}</td>
              <td class="number dim">{total === 0 ? UNKNOWN : percent(count / total, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hygiene.length === 0 && <p class="nothing dim">{t('nothingHere')}</p>}
    </Panel>
  )
}

function CoveragePanel({ day: { minutes, live } }: { day: Day }): JSX.Element {
  const { t } = usePage()
  const rows = useMemo(() => rowsSoFar({ minutes, live }), [minutes, live])
  const x = useMemo(() => sessionAxis(rows.map(({ minute }) => minute)), [rows])
  const series = useMemo(
    (): readonly LineSeries[] => [
      { label: t('expected'), values: rows.map(({ expected }) => expected), colour: 'dim', dash: [2, 3] },
      { label: t('seen'), values: rows.map(({ seen }) => seen), colour: 'accent', width: 2 },
      { label: t('stale'), values: rows.map(({ stale }) => stale), colour: 'amber', dash: [6, 3] },
    ],
    [rows, t],
  )
  return (
    <Panel
      title={t('coverage')}
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
        name={t('coverage')}
        x={x}
        series={series}
        format={(value) => integer(value)}
        height={300}
        placeLabel={minuteLabel}
      />
    </Panel>
  )
}
