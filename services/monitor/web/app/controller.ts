import { minuteLabel } from './format/session-minute.ts'
import type { StreamEvents } from './state/api.ts'
import { applyEvent, type DayEventName, type DayEvents } from './state/apply-event.ts'
import { dayOfSnapshot, rowsOfColumns } from './state/day.ts'
import { dayAtMinute } from './state/day-at-minute.ts'
import type { PageState } from './state/page-state.ts'
import { type Place, readPlace, writePlace } from './state/place.ts'
import { type Preferences, storePreferences } from './state/preferences.ts'
import type { Store } from './state/store.ts'
import { ApiFailure, api, apiUrl } from './stream/api-client.ts'
import { connectEvents, type EventConnection } from './stream/event-connection.ts'

const DAY_EVENTS = ['minute', 'live', 'limit-change', 'members', 'stage', 'group', 'session', 'feed'] as const
const RETRY_MS = 2_000
/** The server says how the feed is every 5 s. */
const SILENCE_MS = 20_000
/** How long a page may be hidden before its line is closed. */
const HIDDEN_MS = 60_000

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
  let connection: EventConnection | null = null
  /** Answers to an earlier question are dropped. */
  let question = 0
  let retry = 0
  let rest = 0
  let isResting = false
  let held: [DayEventName, DayEvents[DayEventName]][] | null = null

  const set = (change: Partial<PageState>): void => store.update((state) => ({ ...state, ...change }))
  const disconnect = (): void => {
    connection?.close()
    connection = null
    window.clearTimeout(retry)
    held = null
  }

  async function load(): Promise<void> {
    question += 1
    const mine = question
    const { place } = store.get()
    disconnect()
    isResting = false
    set({ loading: { state: 'loading' }, replay: null })
    try {
      const { datasets } = await api.datasets()
      const dataset = datasets.find(({ dataset }) => dataset === place.dataset) ?? preferred(datasets)
      if (mine !== question) return
      if (dataset === undefined) return retryLater({ loading: { state: 'empty' }, datasets, day: null })
      const name = dataset.dataset
      const [{ sessions }, snapshot, history] = await Promise.all([
        api.sessions(name),
        api.snapshot(name, place.date),
        api.history(name),
      ])
      if (mine !== question) return
      set({
        datasets,
        sessions,
        history: rowsOfColumns(history.columns),
        day: dayOfSnapshot(snapshot, sessions),
        previous: [],
        loading: { state: 'ready' },
      })
      void loadPrevious(name, snapshot.previousDate, mine)
      if (place.replay !== null) replayFrom(0, place.replay)
      else follow(name, snapshot.streamPosition)
    } catch (error) {
      if (mine !== question) return
      if (!(error instanceof ApiFailure)) throw error
      const nothingYet = error.status === 404 && place.date === null
      retryLater({ loading: nothingYet ? { state: 'empty' } : { state: 'failed', reason: error.message } })
    }
  }

  function retryLater(change: Partial<PageState>): void {
    set(change)
    retry = window.setTimeout(() => void load(), RETRY_MS)
  }

  async function loadPrevious(dataset: string, date: string | null, mine: number): Promise<void> {
    if (date === null) return
    const answer = await api.minutes(dataset, date).catch(() => null)
    if (answer !== null && mine === question) set({ previous: rowsOfColumns(answer.columns) })
  }

  /** Asks for everything again under an open line; what comes meanwhile is applied after the answer. */
  async function reload(): Promise<void> {
    const { day, place } = store.get()
    if (day === null) return load()
    held ??= []
    const mine = question
    const snapshot = await api.snapshot(day.dataset, place.date).catch(() => null)
    if (mine !== question) return
    if (snapshot === null) {
      retry = window.setTimeout(() => void reload(), RETRY_MS)
      return
    }
    if (snapshot.date !== day.date) return load()
    set({ day: dayOfSnapshot(snapshot, store.get().sessions) })
    const missed = held ?? []
    held = null
    for (const [name, data] of missed) apply(name, data)
  }

  function follow(dataset: string, position: string): void {
    set({ connection: { state: 'connecting' } })
    connection = connectEvents({
      url: (after) => apiUrl('stream', { dataset, lastEventId: after ?? position }),
      names: [...DAY_EVENTS, 'hello', 'reset'],
      silence: SILENCE_MS,
      listener: {
        opened: () => set({ connection: { state: 'open' } }),
        lost: (retryAt) => set({ connection: { state: 'lost', retryAt } }),
        event: (name, data) => {
          if (name === 'reset') void reload()
          else if (name !== 'hello') apply(name as DayEventName, data as never)
          if (name === 'session') followSession(data as StreamEvents['session'])
        },
      },
    })
  }

  /** A page that shows the newest session goes on to the one that opens. */
  function followSession({ state, date }: StreamEvents['session']): void {
    const { day, place } = store.get()
    if (place.date === null && state === 'open' && day !== null && date > day.date) void load()
  }

  function apply<Name extends DayEventName>(name: Name, data: DayEvents[Name]): void {
    if (held !== null) {
      held.push([name, data])
      return
    }
    store.update((state) => {
      if (state.day === null) return state
      const day = applyEvent(state.day, name, data)
      return day === state.day ? state : { ...state, day }
    })
  }

  function replayFrom(minute: number, speed: number): void {
    const { day } = store.get()
    if (day === null) return
    disconnect()
    question += 1
    const mine = question
    set({ replay: { playing: true, speed, minute, ended: false } })
    void startReplay(day.dataset, day.date, minute, speed, mine)
  }

  async function startReplay(
    dataset: string,
    date: string,
    minute: number,
    speed: number,
    mine: number,
  ): Promise<void> {
    const snapshot = await api.snapshot(dataset, date).catch(() => null)
    if (mine !== question) return
    if (snapshot === null) {
      set({ replay: { playing: false, speed, minute, ended: false } })
      return
    }
    set({ day: dayAtMinute(dayOfSnapshot(snapshot, []), minute), connection: { state: 'connecting' } })
    if (store.get().previous.length === 0) void loadPrevious(dataset, snapshot.previousDate, mine)
    const position = (): string => minuteLabel(store.get().replay?.minute ?? minute)
    connection = connectEvents({
      url: () => apiUrl('replay', { dataset, date, speed: String(speed), from: position() }),
      names: ['replay', 'minute', 'limit-change', 'members', 'group'],
      listener: {
        opened: () => set({ connection: { state: 'open' } }),
        lost: (retryAt) => set({ connection: { state: 'lost', retryAt } }),
        event: (name, data) => {
          if (name === 'replay') reached(data as { minute: number | null; state: string })
          else apply(name as DayEventName, data as never)
        },
      },
    })
    function reached({ minute: at, state }: { minute: number | null; state: string }): void {
      const ended = state !== 'playing'
      if (ended) disconnect()
      store.update((page) =>
        page.replay === null
          ? page
          : { ...page, replay: { ...page.replay, minute: at ?? page.replay.minute, playing: !ended, ended } },
      )
    }
  }

  /** A browser gives one host few lines: a page that nobody sees gives its own back, and loads again when seen. */
  function onVisibility(): void {
    window.clearTimeout(rest)
    if (document.hidden) {
      rest = window.setTimeout(() => {
        if (store.get().replay !== null || connection === null) return
        disconnect()
        isResting = true
      }, HIDDEN_MS)
    } else if (isResting) void load()
  }

  function show(change: Partial<Place>): void {
    const { place } = store.get()
    const next = { ...place, ...change }
    set({ place: next, stock: null })
    history.replaceState(null, '', writePlace(next) || location.pathname)
    if (next.dataset !== place.dataset || next.date !== place.date || next.replay !== place.replay)
      void load()
  }

  return {
    start: () => {
      document.addEventListener('visibilitychange', onVisibility)
      addEventListener('hashchange', () => show(readPlace(location.hash)))
      void load()
    },
    reload: () => void load(),
    show,
    prefer: (change) => {
      const preferences = { ...store.get().preferences, ...change }
      set({ preferences })
      storePreferences(storage, preferences)
    },
    openStock: (stock) => set({ stock }),
    replayFrom,
    pauseReplay: () => {
      disconnect()
      question += 1
      store.update((state) =>
        state.replay === null ? state : { ...state, replay: { ...state.replay, playing: false } },
      )
    },
  }
}

/** The market itself where it has sessions, else what has: a first start shows its simulated day. */
function preferred<Dataset extends { dataset: string; minuteSessions: number; sessions: number }>(
  datasets: readonly Dataset[],
): Dataset | undefined {
  return (
    datasets.find(({ dataset, sessions }) => dataset === 'main' && sessions > 0) ??
    datasets.find(({ minuteSessions }) => minuteSessions > 0) ??
    datasets.find(({ sessions }) => sessions > 0)
  )
}
