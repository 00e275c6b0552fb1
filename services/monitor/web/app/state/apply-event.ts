import type { GroupRow, LimitEvent, MinuteRow, ReplayEvents, StreamEvents } from './api.ts'
import { byTime, type Day, groupKey } from './day.ts'

/** Events that change a day; the stream's `hello`, `reset` and the replay's `replay` say where it stands. */
export type DayEvents = Pick<
  StreamEvents & ReplayEvents,
  'minute' | 'live' | 'limit-change' | 'members' | 'stage' | 'group' | 'session' | 'feed'
>
export type DayEventName = keyof DayEvents

/**
 * The day after an event. An event replaces what has its key; one that comes twice, or after a newer one
 * with its key, changes nothing; those of other data sets and dates are not of this day.
 */
export function applyEvent<Name extends DayEventName>(day: Day, name: Name, data: DayEvents[Name]): Day {
  if (data.dataset !== day.dataset || (name !== 'feed' && data.date !== day.date)) return day
  const reduce: (day: Day, data: DayEvents[Name]) => Day = REDUCERS[name]
  return reduce(day, data)
}

type Reducers = { readonly [Name in DayEventName]: (day: Day, data: DayEvents[Name]) => Day }

const REDUCERS: Reducers = {
  minute: (day, { row }) => {
    if (isNewer(day.minutes[row.minute], row)) return day
    const minutes = day.minutes.slice()
    minutes[row.minute] = row
    const live = day.live !== null && day.live.eventTime > row.eventTime ? day.live : null
    return { ...day, minutes, live, closed: day.closed || row.final }
  },
  live: (day, { row }) => {
    const newest = day.live ?? day.minutes.at(-1)
    return newest !== undefined && newest.eventTime >= row.eventTime ? day : { ...day, live: row }
  },
  'limit-change': (day, { event, deleted }) => {
    const events = withEvent(day.events, event, deleted)
    return events === day.events ? day : { ...day, events }
  },
  members: (day, { full, changed, removed, eventTime }) => {
    const boards = full ? new Map<string, (typeof changed)[number]>() : new Map(day.boards)
    for (const row of changed) boards.set(row.symbol, row)
    for (const symbol of removed) boards.delete(symbol)
    return { ...day, boards, boardsTime: eventTime }
  },
  stage: (day, { row }) => ({ ...day, daily: row, closed: day.closed || row.final }),
  group: (day, { rows }) => ({ ...day, groups: withGroups(day.groups, rows) }),
  session: (day, { state, previousDate }) => ({
    ...day,
    previousDate: previousDate ?? day.previousDate,
    closed: day.closed || state === 'closed',
  }),
  feed: (day, data) => ({ ...day, feed: data }),
}

function isNewer(known: MinuteRow | undefined, row: MinuteRow): boolean {
  return known !== undefined && known.revision > row.revision
}

function withEvent(
  events: readonly LimitEvent[],
  event: LimitEvent,
  deleted: boolean,
): readonly LimitEvent[] {
  const at = events.findLastIndex(
    ({ symbol, sequence }) => symbol === event.symbol && sequence === event.sequence,
  )
  const known = events[at]
  if (known === undefined) return deleted ? events : insert(events, event)
  if (known.revision > event.revision) return events
  const others = events.toSpliced(at, 1)
  return deleted ? others : insert(others, event)
}

function insert(events: readonly LimitEvent[], event: LimitEvent): readonly LimitEvent[] {
  return events.toSpliced(events.findLastIndex((known) => byTime(known, event) <= 0) + 1, 0, event)
}

function withGroups(groups: Day['groups'], rows: readonly GroupRow[]): Day['groups'] {
  const next = new Map(groups)
  for (const row of rows) {
    const known = next.get(groupKey(row))
    const isOld =
      known !== undefined &&
      (known.minute > row.minute || (known.minute === row.minute && known.revision > row.revision))
    if (!isOld) next.set(groupKey(row), row)
  }
  return next
}
