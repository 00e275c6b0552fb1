import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { Choice } from '../parts/choice.tsx'
import { usePage } from '../parts/page-context.ts'
import type { PageState } from '../state/page-state.ts'
import { withToday } from '../state/with-today.ts'
import { CalendarPanel } from './calendar-panel.tsx'
import { SessionsPanel } from './sessions-panel.tsx'
import { TrendPanels } from './trend-panels.tsx'

const SPANS = [10, 30, 60] as const

/** Sessions before this one: trends, the calendar of stages, and every session in a table. */
export function HistoryView({ state }: { state: PageState }): JSX.Element {
  const { t } = usePage()
  const [span, setSpan] = useState<number>(30)
  const { history, day } = state
  const rows = useMemo(() => withToday(history, day?.daily ?? null), [history, day?.daily])
  const shown = useMemo(() => rows.slice(-span), [rows, span])
  const options = SPANS.map((value) => ({ value: value as number, label: t('sessionsN', { n: value }) }))
  return (
    <>
      <div class="line-of-choices">
        <Choice label={t('trends')} options={options} value={span} onChange={setSpan} />
      </div>
      <TrendPanels rows={shown} />
      <CalendarPanel dataset={day?.dataset ?? ''} rows={rows} />
      <SessionsPanel rows={rows} />
    </>
  )
}
