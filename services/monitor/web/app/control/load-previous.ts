import { rowsOfColumns } from '../state/day.ts'
import type { PageState } from '../state/page-state.ts'
import type { Store } from '../state/store.ts'
import { api } from '../stream/api-client.ts'
import type { Turn } from './line.ts'
import { change } from './page-store.ts'

/** Minutes of the session before, for its line in the charts; without them there is none. */
export async function loadPrevious(
  store: Store<PageState>,
  dataset: string,
  date: string | null,
  isCurrent: Turn,
): Promise<void> {
  if (date === null) return
  const answer = await api.minutes(dataset, date).catch(() => null)
  if (answer !== null && isCurrent()) change(store, { previous: rowsOfColumns(answer.columns) })
}
