import { z } from 'zod'
import { BoardRow } from './boards.ts'
import { Dataset, IsoDate, Minute, Place, StreamPosition, SymbolCode, Time } from './common.ts'
import { FeedState } from './feed.ts'
import { GroupRow } from './groups.ts'
import { HistoryRow } from './history.ts'
import { LimitEvent } from './limit-events.ts'
import { MinuteRow, TierRow } from './minutes.ts'

/*
 * GET /api/v1/stream?dataset=main, text/event-stream. Every event but `session` and `feed` has an `id`;
 * a connection that is cut goes on where it was by Last-Event-ID (browsers send it) or ?lastEventId=.
 * Each event replaces what has its key; `live` and `members` replace what was there, so that of several only the
 * newest need be sent to a slow client.
 */

/** `hello`: the first event of every connection. */
export const HelloEvent = z.object({
  version: z.string().describe('Of this server.'),
  dataset: Dataset,
  date: IsoDate.nullable().describe('Newest session that is known.'),
  resumed: z.boolean().describe('The stream goes on where Last-Event-ID ended; false: from now.'),
  position: StreamPosition,
})
/** `minute`: a settled minute, or a higher revision of one. Key: date, minute. */
export const MinuteEvent = Place.extend({ row: MinuteRow })
/** `live`: the market between minutes; only the newest counts, and a minute at or after it replaces it. */
export const LiveEvent = Place.extend({ row: MinuteRow })
/** `limit-change`. Key: date, symbol, sequence; `deleted` withdraws it. */
export const LimitChangeEvent = Place.extend({ event: LimitEvent, deleted: z.boolean() })
/**
 * `members`: boards that changed since the `members` event before. `full`: these are all, forget the others.
 * Key: date, symbol.
 */
export const MembersEvent = Place.extend({
  eventTime: Time,
  minute: Minute.nullable(),
  full: z.boolean(),
  changed: z.array(BoardRow),
  removed: z.array(SymbolCode),
})
/** `stage`: the daily row's limit-up part, provisional until `final`. Breadth is null here. Key: date. */
export const StageEvent = Place.extend({ revision: z.int(), row: HistoryRow })
/** `ladder`: tiers of the daily ladder, provisional until `final`. Key: date, tier. */
export const LadderEvent = Place.extend({
  revision: z.int(),
  final: z.boolean(),
  deleted: z.boolean(),
  row: TierRow,
})
/** `group`: all groups of one minute that came together. Key of a row: date, kind, name, minute. */
export const GroupEvent = Place.extend({ minute: Minute, rows: z.array(GroupRow) })
/** `session`: a session of this data set opened or closed, as its rows show. */
export const SessionEvent = Place.extend({
  state: z.enum(['open', 'closed']),
  previousDate: IsoDate.nullable(),
})
/** `feed`: every 5 seconds and when something changes. */
export const FeedEvent = FeedState
/**
 * `reset`: this connection cannot be continued. Load /api/v1/day/{date}/snapshot again; this connection goes on
 * from `position`, and what comes of it may stand in the snapshot already.
 */
export const ResetEvent = z.object({
  dataset: Dataset,
  reason: z.enum(['tooOld', 'unknownPosition', 'rebuilt', 'tooSlow']),
  action: z.string(),
  position: StreamPosition,
})
/** `replay`: where a replay is; the first event of one, then with every minute. */
export const ReplayEvent = Place.extend({
  minute: Minute.nullable(),
  time: Time.nullable(),
  speed: z.number(),
  state: z.enum(['playing', 'ended', 'empty']),
})

/** Events of /api/v1/stream by name. */
export const STREAM_EVENTS = {
  hello: HelloEvent,
  minute: MinuteEvent,
  live: LiveEvent,
  'limit-change': LimitChangeEvent,
  members: MembersEvent,
  stage: StageEvent,
  ladder: LadderEvent,
  group: GroupEvent,
  session: SessionEvent,
  feed: FeedEvent,
  reset: ResetEvent,
} as const

/**
 * Events of /api/v1/replay?dataset&date&speed&from=HH:MM by name, in event-time order. `members` is full at the
 * start. To pause, close; to seek or go on, open again with `from`. It ends with `replay` in state `ended`.
 */
export const REPLAY_EVENTS = {
  replay: ReplayEvent,
  minute: MinuteEvent,
  'limit-change': LimitChangeEvent,
  members: MembersEvent,
  group: GroupEvent,
} as const

/** Data of each stream event by its name. */
export type StreamEvents = {
  readonly [Name in keyof typeof STREAM_EVENTS]: z.infer<(typeof STREAM_EVENTS)[Name]>
}
export type StreamEventName = keyof StreamEvents
/** Data of each replay event by its name. */
export type ReplayEvents = {
  readonly [Name in keyof typeof REPLAY_EVENTS]: z.infer<(typeof REPLAY_EVENTS)[Name]>
}
export type ReplayEventName = keyof ReplayEvents
