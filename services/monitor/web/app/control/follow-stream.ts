import type { StreamEvents } from '../state/api.ts'
import type { DayEventName, DayEvents } from '../state/apply-event.ts'
import { dayOfSnapshot } from '../state/day.ts'
import type { PageState } from '../state/page-state.ts'
import type { Store } from '../state/store.ts'
import { api, apiUrl } from '../stream/api-client.ts'
import type { Line } from './line.ts'
import { applyToDay, change } from './page-store.ts'

const DAY_EVENTS = ['minute', 'live', 'limit-change', 'members', 'stage', 'group', 'session', 'feed'] as const
/** The server says how the feed is every 5 s. */
const SILENCE_MS = 20_000
const RETRY_MS = 2_000

/** Keeps a day equal to what the server says, from a position on. `load` shows another session. */
export function followStream(
  store: Store<PageState>,
  line: Line,
  {
    dataset,
    position,
    load,
  }: { readonly dataset: string; readonly position: string; readonly load: () => void },
): void {
  const isCurrent = line.current()
  /** What comes while everything is asked for again is applied after the answer. */
  let held: [DayEventName, DayEvents[DayEventName]][] | null = null
  line.open(
    {
      url: (after) => apiUrl('stream', { dataset, lastEventId: after ?? position }),
      names: [...DAY_EVENTS, 'hello', 'reset'],
      silence: SILENCE_MS,
    },
    (name, data) => {
      if (name === 'reset') void askAgain()
      else if (name !== 'hello') take(name as DayEventName, data as never)
      if (name === 'session') goOn(data as StreamEvents['session'])
    },
  )

  function take<Name extends DayEventName>(name: Name, data: DayEvents[Name]): void {
    if (held === null) applyToDay(store, name, data)
    else held.push([name, data])
  }

  /** The line cannot say what it missed: the whole session is asked for, under the open line. */
  async function askAgain(): Promise<void> {
    const { day, place } = store.get()
    if (day === null) return load()
    held ??= []
    const snapshot = await api.snapshot(day.dataset, place.date).catch(() => null)
    if (!isCurrent()) return
    if (snapshot === null) {
      line.again(RETRY_MS, () => void askAgain())
      return
    }
    if (snapshot.date !== day.date) return load()
    change(store, { day: dayOfSnapshot(snapshot, store.get().sessions) })
    const missed = held ?? []
    held = null
    for (const [name, data] of missed) applyToDay(store, name, data)
  }

  /** A page that shows the newest session goes on to the one that opens. */
  function goOn({ state, date }: StreamEvents['session']): void {
    const { day, place } = store.get()
    if (place.date === null && state === 'open' && day !== null && date > day.date) load()
  }
}
