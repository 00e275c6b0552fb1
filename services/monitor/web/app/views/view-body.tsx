import type { JSX } from 'preact'
import { usePage } from '../parts/page-context.ts'
import type { Day } from '../state/day.ts'
import { currentRow } from '../state/day.ts'
import { feedbackByHeight } from '../state/feedback.ts'
import type { PageState } from '../state/page-state.ts'
import { BoardsView } from './boards-view.tsx'
import { FeedView } from './feed-view.tsx'
import { HistoryView } from './history-view.tsx'
import { LadderView } from './ladder-view.tsx'
import { SessionView } from './session-view.tsx'
import { SignalsTab } from './signals-tab.tsx'
import { ThemesView } from './themes-view.tsx'

/** The chosen view, or why there is nothing to show. */
export function ViewBody({ state }: { state: PageState }): JSX.Element {
  const { t, controller } = usePage()
  const { day, loading, place } = state
  const dataset = day?.dataset ?? signalsDataset(state)
  if (place.view === 'signals' && dataset !== undefined)
    return <SignalsTab dataset={dataset} date={place.date} />
  if (loading.state === 'empty') return <Message title={t('emptyTitle')} text={t('emptyText')} />
  if (loading.state === 'failed' && day === null) {
    return (
      <Message title={t('serverTitle')} text={t('failed', { reason: loading.reason })}>
        <button type="button" onClick={() => controller.reload()}>
          {t('retry')}
        </button>
      </Message>
    )
  }
  if (day === null) return <Message title={t('loading')} text="" />
  if (place.view === 'history') return <HistoryView state={state} />
  if (place.view === 'feed') return <FeedView day={day} replaying={state.replay !== null} />
  if (currentRow(day) === null && (place.view === 'session' || day.boards.size === 0)) {
    return <NoMinutes day={day} />
  }
  if (place.view === 'ladder') return <LadderView day={day} />
  if (place.view === 'boards') return <BoardsView day={day} />
  if (place.view === 'themes') return <ThemesView day={day} />
  return <SessionView day={day} previous={state.previous} />
}

/** Series and signals need no session: the data set asked for, or the market itself, or the first. */
function signalsDataset({ datasets, place }: PageState): string | undefined {
  const names = datasets.map(({ dataset }) => dataset)
  return names.find((name) => name === place.dataset) ?? names.find((name) => name === 'main') ?? names[0]
}

/** A session without minutes: before its first tick, or one that came as daily bars only. */
function NoMinutes({ day }: { day: Day }): JSX.Element {
  const { t, controller } = usePage()
  if (day.closed) {
    return (
      <Message title={t('noTicksTitle')} text={t('noTicksText')}>
        <button type="button" onClick={() => controller.show({ view: 'history' })}>
          {t('history')}
        </button>{' '}
        {day.boards.size > 0 && (
          <button type="button" onClick={() => controller.show({ view: 'ladder' })}>
            {t('ladder')}
          </button>
        )}
      </Message>
    )
  }
  const cohort = feedbackByHeight(day.boards.values())[0]?.count ?? 0
  return (
    <Message title={t('morningTitle')} text={t('morningText')}>
      {cohort > 0 && <p>{t('morningCohort', { n: cohort })}</p>}
    </Message>
  )
}

function Message(props: {
  title: string
  text: string
  children?: JSX.Element | (JSX.Element | string | false)[] | false
}): JSX.Element {
  return (
    <div class="message">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      {props.children}
    </div>
  )
}
