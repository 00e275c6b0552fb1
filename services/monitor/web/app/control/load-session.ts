import type { DaySnapshot, History, Sessions } from '../state/api.ts'
import { dayOfSnapshot, rowsOfColumns } from '../state/day.ts'
import type { PageState } from '../state/page-state.ts'
import type { Store } from '../state/store.ts'
import { ApiFailure, api } from '../stream/api-client.ts'
import { followStream } from './follow-stream.ts'
import type { Line } from './line.ts'
import { loadPrevious } from './load-previous.ts'
import { change } from './page-store.ts'
import { preferredDataset } from './preferred-dataset.ts'
import { replayFrom } from './replay.ts'

const RETRY_MS = 2_000

/** Loads what the place names, and follows or replays it; where there is nothing yet, tries until there is. */
export async function loadSession(store: Store<PageState>, line: Line): Promise<void> {
  const { place } = store.get()
  const isCurrent = line.begin()
  const load = (): void => void loadSession(store, line)
  const retryLater = (fields: Partial<PageState>): void => {
    change(store, fields)
    line.again(RETRY_MS, load)
  }
  change(store, { loading: { state: 'loading' }, replay: null })
  const named = place.dataset === null ? null : answersOf(place.dataset, place.date)
  // Whoever waits for it hears of a failure; a data set that is not there has nobody who waits.
  named?.catch(() => undefined)
  try {
    const { datasets } = await api.datasets()
    const summary = preferredDataset(datasets, place.dataset)
    if (!isCurrent()) return
    change(store, { datasets })
    if (summary === undefined) return retryLater({ loading: { state: 'empty' }, day: null })
    const { dataset } = summary
    const isNamed = named !== null && dataset === place.dataset
    const [{ sessions }, snapshot, history] = await (isNamed ? named : answersOf(dataset, place.date))
    if (!isCurrent()) return
    change(store, {
      datasets,
      sessions,
      history: rowsOfColumns(history.columns),
      day: dayOfSnapshot(snapshot, sessions),
      previous: [],
      loading: { state: 'ready' },
    })
    if (place.replay !== null) return await replayFrom(store, line, { minute: 0, speed: place.replay })
    followStream(store, line, { dataset, position: snapshot.streamPosition, load })
    await loadPrevious(store, dataset, snapshot.previousDate, isCurrent)
  } catch (error) {
    if (!isCurrent()) return
    if (!(error instanceof ApiFailure)) throw error
    const nothingYet = error.status === 404 && place.date === null
    retryLater({ loading: nothingYet ? { state: 'empty' } : { state: 'failed', reason: error.message } })
  }
}

function answersOf(dataset: string, date: string | null): Promise<[Sessions, DaySnapshot, History]> {
  return Promise.all([api.sessions(dataset), api.snapshot(dataset, date), api.history(dataset)])
}
