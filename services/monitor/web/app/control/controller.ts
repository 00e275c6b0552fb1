import type { PageState } from '../state/page-state.ts'
import { type Place, readPlace, writePlace } from '../state/place.ts'
import { type Preferences, storePreferences } from '../state/preferences.ts'
import type { Store } from '../state/store.ts'
import { Line } from './line.ts'
import { loadSession } from './load-session.ts'
import { change } from './page-store.ts'
import { pauseReplay, replayFrom } from './replay.ts'
import { restWhileHidden } from './rest-while-hidden.ts'

/** What a user can do. */
export interface Controller {
  /** Loads, and follows the page being hidden and shown; called once. */
  start(): void
  reload(): void
  show(place: Partial<Place>): void
  prefer(change: Partial<Preferences>): void
  openStock(symbol: string | null): void
  replayFrom(minute: number, speed: number): void
  pauseReplay(): void
}

/** Loads what the place names, follows its stream, and keeps the store equal to what the server says. */
export function createController(store: Store<PageState>, storage: Storage | null): Controller {
  const line = new Line(store)
  const load = (): void => void loadSession(store, line)

  function show(fields: Partial<Place>): void {
    const { place } = store.get()
    const next = { ...place, ...fields }
    change(store, { place: next, stock: null })
    history.replaceState(null, '', writePlace(next) || location.pathname)
    if (next.dataset !== place.dataset || next.date !== place.date || next.replay !== place.replay) load()
  }

  return {
    start: () => {
      restWhileHidden(store, line, load)
      addEventListener('hashchange', () => show(readPlace(location.hash)))
      load()
    },
    reload: load,
    show,
    prefer: (fields) => {
      const preferences = { ...store.get().preferences, ...fields }
      change(store, { preferences })
      storePreferences(storage, preferences)
    },
    openStock: (stock) => change(store, { stock }),
    replayFrom: (minute, speed) => void replayFrom(store, line, { minute, speed }),
    pauseReplay: () => pauseReplay(store, line),
  }
}
