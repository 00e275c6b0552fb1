import type { DatasetSummary, HistoryRow, MinuteRow, SessionRow } from './api.ts'
import type { Day } from './day.ts'
import type { Place } from './place.ts'
import type { Preferences } from './preferences.ts'

/** The stream's connection: `lost` names when it is tried again (page time, epoch ms). */
export type Connection =
  | { readonly state: 'connecting' | 'open' | 'none' }
  | { readonly state: 'lost'; readonly retryAt: number }

/** Where a replay stands. */
export interface Replay {
  readonly playing: boolean
  readonly speed: number
  readonly minute: number
  readonly ended: boolean
}

export type Loading =
  | { readonly state: 'loading' | 'ready' }
  /** There is no data set, or none of its sessions has what was asked for. */
  | { readonly state: 'empty' }
  | { readonly state: 'failed'; readonly reason: string }

/** Everything that the page shows. */
export interface PageState {
  readonly place: Place
  readonly preferences: Preferences
  readonly loading: Loading
  readonly connection: Connection
  readonly datasets: readonly DatasetSummary[]
  readonly sessions: readonly SessionRow[]
  readonly day: Day | null
  /** Minutes of the session before, for its line. */
  readonly previous: readonly MinuteRow[]
  readonly history: readonly HistoryRow[]
  readonly replay: Replay | null
  /** Whose day is open. */
  readonly stock: string | null
}

export function firstState(place: Place, preferences: Preferences): PageState {
  return {
    place,
    preferences,
    loading: { state: 'loading' },
    connection: { state: 'none' },
    datasets: [],
    sessions: [],
    day: null,
    previous: [],
    history: [],
    replay: null,
    stock: null,
  }
}
