import { minuteLabel } from '../format/session-minute.ts'
import type { ReplayEvents } from '../state/api.ts'
import type { DayEventName } from '../state/apply-event.ts'
import { dayOfSnapshot } from '../state/day.ts'
import { dayAtMinute } from '../state/day-at-minute.ts'
import type { PageState } from '../state/page-state.ts'
import type { Store } from '../state/store.ts'
import { api, apiUrl } from '../stream/api-client.ts'
import type { Line } from './line.ts'
import { loadPrevious } from './load-previous.ts'
import { applyToDay, change } from './page-store.ts'

const NAMES = ['replay', 'minute', 'limit-change', 'members', 'group'] as const

/** Plays the day that is shown again, from a minute on. */
export async function replayFrom(
  store: Store<PageState>,
  line: Line,
  { minute, speed }: { readonly minute: number; readonly speed: number },
): Promise<void> {
  const shown = store.get().day
  if (shown === null) return
  const { dataset, date } = shown
  const isCurrent = line.begin()
  change(store, { replay: { playing: true, speed, minute, ended: false } })
  const snapshot = await api.snapshot(dataset, date).catch(() => null)
  if (!isCurrent()) return
  if (snapshot === null) {
    change(store, { replay: { playing: false, speed, minute, ended: false } })
    return
  }
  change(store, { day: dayAtMinute(dayOfSnapshot(snapshot, []), minute) })
  if (store.get().previous.length === 0) void loadPrevious(store, dataset, snapshot.previousDate, isCurrent)
  const from = (): string => minuteLabel(store.get().replay?.minute ?? minute)
  line.open(
    { url: () => apiUrl('replay', { dataset, date, speed: String(speed), from: from() }), names: NAMES },
    (name, data) => {
      if (name === 'replay') reached(data as ReplayEvents['replay'])
      else applyToDay(store, name as DayEventName, data as never)
      // The bar says the minute that is shown, also when a pause comes before the server has said so.
      if (name === 'minute')
        reached({ minute: (data as ReplayEvents['minute']).row.minute, state: 'playing' })
    },
  )

  function reached({ minute: at, state }: Pick<ReplayEvents['replay'], 'minute' | 'state'>): void {
    const ended = state !== 'playing'
    if (ended) line.close()
    const { replay } = store.get()
    if (replay !== null)
      change(store, { replay: { ...replay, minute: at ?? replay.minute, playing: !ended, ended } })
  }
}

/** Stops the replay where it is. */
export function pauseReplay(store: Store<PageState>, line: Line): void {
  line.begin()
  const { replay } = store.get()
  if (replay !== null) change(store, { replay: { ...replay, playing: false } })
}
