import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { percent, UNKNOWN } from '../format/numbers.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { useStageName } from '../parts/stage-name.ts'
import type { HistoryRow } from '../state/api.ts'
import { rowsOfColumns } from '../state/day.ts'
import { monthsOf } from '../state/months.ts'
import { api } from '../stream/api-client.ts'

interface CalendarPanelProps {
  readonly dataset: string
  /** The newest sessions, with today's. */
  readonly rows: readonly HistoryRow[]
}

/** A year of stages, a block per month and a cell per session; a cell opens its session. */
export function CalendarPanel({ dataset, rows }: CalendarPanelProps): JSX.Element {
  const { t } = usePage()
  const newest = Number((rows.at(-1)?.date ?? '').slice(0, 4)) || new Date().getFullYear()
  const [year, setYear] = useState(newest)
  const sessions = useYear(dataset, year, rows)
  const table = () => ({
    columns: ['date', t('stage'), t('height'), t('promotionRate')],
    rows: sessions.map(({ date, stage, height, promotionRate }) => [date, stage, height, promotionRate]),
  })
  const actions = (
    <span class="choice">
      <button type="button" aria-label={`${year - 1}`} onClick={() => setYear(year - 1)}>
        ←
      </button>
      <b>{year}</b>
      <button
        type="button"
        aria-label={`${year + 1}`}
        disabled={year >= newest}
        onClick={() => setYear(year + 1)}
      >
        →
      </button>
    </span>
  )
  return (
    <Panel title={t('calendar')} actions={actions} table={table} note={<Legend />}>
      <div class="months">
        {monthsOf(sessions).map(({ month, weeks }) => (
          <section key={month} class="month" aria-label={month}>
            <h3 class="dim">{month}</h3>
            {weeks.map((week) => (
              <div key={week.find((one) => one !== null)?.date} class="week">
                {week.map((row, weekday) => (
                  <Cell key={row?.date ?? weekday} row={row} />
                ))}
              </div>
            ))}
          </section>
        ))}
      </div>
      {sessions.length === 0 && <p class="nothing dim">{t('nothingHere')}</p>}
    </Panel>
  )
}

function Cell({ row }: { row: HistoryRow | null }): JSX.Element {
  const { t, controller } = usePage()
  const name = useStageName()
  if (row === null) return <span class="day" />
  const text = `${row.date} ${name(row.stage) ?? t('noStage')} · ${t('height')} ${row.height} · ${t('promotionRate')} ${percent(row.promotionRate, 1)} (${row.promoted ?? UNKNOWN}/${row.base ?? UNKNOWN})`
  return (
    <button
      type="button"
      class="day session"
      data-stage={row.stage ?? 'none'}
      data-date={row.date}
      title={text}
      aria-label={text}
      onClick={() => controller.show({ date: row.date, view: 'session', replay: null })}
    >
      {row.stage === null ? '·' : row.height}
      <span class="column">{columnMark(row.stage)}</span>
    </button>
  )
}

/** The column of the grid as a sign: low, middle, high rate. */
function columnMark(stage: string | null): string {
  if (stage === null) return ''
  if (/(slump|cooling|divergence|decline)$/.test(stage)) return '▽'
  return /(build-up|tug|steady|split)$/.test(stage) ? '◇' : '△'
}

function Legend(): JSX.Element {
  const { t } = usePage()
  return (
    <span>
      <span class="day sample" data-stage="ice-build-up" /> 2–3{' '}
      <span class="day sample" data-stage="chaos-tug" /> 4–6{' '}
      <span class="day sample" data-stage="theme-steady" /> 7–9{' '}
      <span class="day sample" data-stage="climax-split" /> ≥10 {t('boardsUnit')} · ▽ &lt;25% ◇ 25–45% △ ≥45%
    </span>
  )
}

/** Sessions of a year, by SQL; the newest rows replace what was asked for. */
function useYear(dataset: string, year: number, newest: readonly HistoryRow[]): readonly HistoryRow[] {
  const [stored, setStored] = useState<readonly HistoryRow[]>([])
  useEffect(() => {
    let isWanted = true
    api.history(dataset, { from: `${year}-01-01`, to: `${year}-12-31` }).then(
      ({ columns }) => {
        if (isWanted) setStored(rowsOfColumns(columns))
      },
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [dataset, year])
  const rows = new Map([...stored, ...newest].map((row) => [row.date, row]))
  return [...rows.values()]
    .filter(({ date }) => date.startsWith(`${year}-`))
    .sort((a, b) => (a.date < b.date ? -1 : 1))
}
