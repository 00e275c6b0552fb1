import type {
  BoardRow,
  DaySnapshot,
  FeedState,
  GroupRow,
  HistoryRow,
  LimitEvent,
  MinuteRow,
  Rows,
  SessionRow,
} from './api.ts'

/** One session as the page knows it: what a snapshot says, with the events after it applied. */
export interface Day {
  readonly dataset: string
  readonly date: string
  readonly previousDate: string | null
  /** By session minute; undefined where no row has come. */
  readonly minutes: Rows<MinuteRow>
  /** The market between minutes, newer than every row. */
  readonly live: MinuteRow | null
  /** Symbols at or after a limit, and yesterday's, by code. */
  readonly boards: ReadonlyMap<string, BoardRow>
  /** Everything in boards was counted up to here, epoch ms; null where they come from daily rows. */
  readonly boardsTime: number | null
  /** By time, then symbol, then sequence. */
  readonly events: readonly LimitEvent[]
  /** Newest row of each group, by kind and name. */
  readonly groups: ReadonlyMap<string, GroupRow>
  /** The daily row, provisional until final. */
  readonly daily: HistoryRow | null
  readonly feed: FeedState | null
  /** The session is over: its last row is final, or its daily row is. */
  readonly closed: boolean
}

/** A session of which nothing is known. */
export function emptyDay(dataset: string, date: string, previousDate: string | null): Day {
  return {
    dataset,
    date,
    previousDate,
    minutes: [],
    live: null,
    boards: new Map(),
    boardsTime: null,
    events: [],
    groups: new Map(),
    daily: null,
    feed: null,
    closed: false,
  }
}

/** The newest row: between minutes where there is one, else the last minute. Null before the first. */
export function currentRow(day: Pick<Day, 'live' | 'minutes'>): MinuteRow | null {
  return day.live ?? day.minutes.findLast((row) => row !== undefined) ?? null
}

/** Rows in order, the one between minutes last. */
export function rowsSoFar(day: Pick<Day, 'live' | 'minutes'>): readonly MinuteRow[] {
  const rows = day.minutes.filter((row) => row !== undefined)
  return day.live === null ? rows : [...rows, day.live]
}

/** Key of a group in `Day.groups`. */
export function groupKey({ kind, name }: Pick<GroupRow, 'kind' | 'name'>): string {
  return `${kind}/${name}`
}

/** A day from a snapshot; the sessions say whether one without minutes is over. */
export function dayOfSnapshot(snapshot: DaySnapshot, sessions: readonly SessionRow[]): Day {
  const minutes: MinuteRow[] = []
  for (const row of rowsOfColumns(snapshot.minutes.columns)) minutes[row.minute] = row
  const last = snapshot.minutes.live ?? minutes.at(-1) ?? null
  return {
    dataset: snapshot.dataset,
    date: snapshot.date,
    previousDate: snapshot.previousDate,
    minutes,
    live: snapshot.minutes.live,
    boards: new Map(snapshot.ladder.boards.map((row) => [row.symbol, row])),
    boardsTime: snapshot.ladder.source === 'daily' ? null : (last?.eventTime ?? null),
    events: [...snapshot.events].sort(byTime),
    groups: new Map(snapshot.groups.groups.map((row) => [groupKey(row), row])),
    daily: null,
    feed: snapshot.feed,
    closed: last?.final === true || sessions.some(({ date, final }) => final && date === snapshot.date),
  }
}

/** Order of events in a day. */
export function byTime(a: LimitEvent, b: LimitEvent): number {
  return a.time - b.time || (a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : a.sequence - b.sequence)
}

/** Columns of equal length as rows. */
export function rowsOfColumns<Row>(columns: { readonly [Name in keyof Row]: readonly Row[Name][] }): Row[] {
  const names = Object.keys(columns) as (keyof Row)[]
  const first = names[0]
  if (first === undefined) return []
  return columns[first].map(
    (_, index) => Object.fromEntries(names.map((name) => [name, columns[name][index]])) as Row,
  )
}
