/** Sections of the page. */
export const VIEWS = ['session', 'ladder', 'boards', 'themes', 'history', 'signals', 'feed'] as const
export type View = (typeof VIEWS)[number]

/** The fastest replay that the server plays: an hour in a second. */
export const FASTEST = 3_600
/** Speeds of a replay. */
export const SPEEDS = [1, 5, 20, 60, 120, 300, 600, FASTEST] as const

/** What the address says is shown: it can be kept, sent and reloaded. */
export interface Place {
  readonly view: View
  /** Null: the first data set there is. */
  readonly dataset: string | null
  /** Null: the newest session. */
  readonly date: string | null
  /** Null: not replayed. */
  readonly replay: number | null
}

/** Reads `#view=ladder&dataset=sim-7&date=2022-04-27&replay=60`; what is damaged is left out. */
export function readPlace(hash: string): Place {
  const values = new URLSearchParams(hash.replace(/^[#?]/, ''))
  const date = values.get('date') ?? ''
  const replay = values.get('replay')
  return {
    view: VIEWS.find((view) => view === values.get('view')) ?? 'session',
    dataset: values.get('dataset') || null,
    date: /^\d{4}-\d\d-\d\d$/.test(date) ? date : null,
    replay: replay !== null && /^\d+$/.test(replay) ? Math.min(Math.max(Number(replay), 1), FASTEST) : null,
  }
}

export function writePlace({ view, dataset, date, replay }: Place): string {
  const values = new URLSearchParams()
  if (view !== 'session') values.set('view', view)
  if (dataset !== null) values.set('dataset', dataset)
  if (date !== null) values.set('date', date)
  if (replay !== null) values.set('replay', String(replay))
  return values.size === 0 ? '' : `#${values}`
}
