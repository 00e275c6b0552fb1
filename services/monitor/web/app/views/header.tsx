import type { JSX } from 'preact'
import { clock } from '../format/session-minute.ts'
import { CHINESE } from '../i18n/chinese.ts'
import { ENGLISH } from '../i18n/english.ts'
import { usePage } from '../parts/page-context.ts'
import { currentRow } from '../state/day.ts'
import type { PageState } from '../state/page-state.ts'
import { VIEWS, type View } from '../state/place.ts'
import { ConnectionNotice } from './connection-notice.tsx'
import { FeedDot } from './feed-dot.tsx'
import { FeedNotice } from './feed-notice.tsx'
import { Places } from './places.tsx'
import { Preferences } from './preferences.tsx'
import { ReplayBar } from './replay-bar.tsx'

/** Who, when, how well seen: the line that is always visible, and the tabs. */
export function Header({ state }: { state: PageState }): JSX.Element {
  const { t, controller } = usePage()
  const { day, place, replay, connection } = state
  const row = day === null ? null : currentRow(day)
  const summary = state.datasets.find(({ dataset }) => dataset === day?.dataset)
  return (
    <div class="top">
      <div class="bar">
        <h1>{t('title')}</h1>
        {summary?.simulated === true && <Origin dataset={summary.dataset} />}
        <Places state={state} />
        <Mode state={state} />
        <time class="clock" title={t('eventTime')}>
          {clock(row?.settled === true ? row.time : row?.eventTime)}
        </time>
        <FeedDot day={day} connection={connection} replaying={replay !== null} />
        <span class="spring" />
        <Preferences preferences={state.preferences} />
      </div>
      <div class="tabs" role="tablist" aria-label={t('title')} onKeyDown={moveTab}>
        {VIEWS.map((view) => (
          <button
            key={view}
            type="button"
            role="tab"
            id={`tab-${view}`}
            aria-selected={place.view === view}
            tabIndex={place.view === view ? 0 : -1}
            onClick={() => controller.show({ view })}
          >
            {t(view)}
          </button>
        ))}
      </div>
      <ReplayBar state={state} />
      <ConnectionNotice connection={connection} />
      <FeedNotice day={replay === null ? day : null} />
    </div>
  )

  function moveTab(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step === undefined) return
    const view = VIEWS[(VIEWS.indexOf(place.view) + step + VIEWS.length) % VIEWS.length] as View
    controller.show({ view })
    document.getElementById(`tab-${view}`)?.focus()
  }
}

/** That this is not the market as it trades, in both languages: whoever reads a screenshot must see it. */
function Origin({ dataset }: { dataset: string }): JSX.Element {
  const { t } = usePage()
  const isReplayed = dataset.startsWith('replay-')
  const [note, mark] = isReplayed
    ? (['replayedNote', 'replayedMark'] as const)
    : (['simulatedNote', 'simulated'] as const)
  return (
    <span class="chip warning" title={t(note)}>
      {CHINESE[mark]} {ENGLISH[mark]}
    </span>
  )
}

function Mode({ state }: { state: PageState }): JSX.Element {
  const { t } = usePage()
  const { day, replay, connection } = state
  if (connection.state === 'lost') return <span class="chip mode">{`○ ${t('reconnecting')}`}</span>
  if (replay !== null) return <span class="chip mode replaying">{`⟲ ${t('replay')}`}</span>
  if (day === null || currentRow(day) === null) return <span class="chip mode">{t('waiting')}</span>
  if (day.closed) return <span class="chip mode">{`■ ${t('closed')}`}</span>
  if (day.feed?.state === 'silent') return <span class="chip mode silent">{`▲ ${t('feedSilentShort')}`}</span>
  return <span class="chip mode live">{`● ${t('live')}`}</span>
}
