import type {
  BoardRow,
  DayEvents,
  DayFeedback,
  DayGroups,
  DayLadder,
  DayMinutes,
  DaySnapshot,
  GroupRow,
  LimitEvent,
  MinuteRow,
} from '../api/types.ts'
import { toColumns } from './columns.ts'
import { ApiError } from './http/api-error.ts'
import { type BoardQueries, ladderOrder } from './queries/boards.ts'
import { feedbackRows } from './queries/feedback.ts'
import { groupOrder, groupRows } from './queries/groups.ts'
import { byTime, type EventFilter, limitEvents } from './queries/limit-events.ts'
import { MINUTE_NAMES, minuteRows } from './queries/minutes.ts'
import type { Reader } from './queries/reader.ts'
import { neighbours } from './queries/sessions.ts'
import type { Channel } from './stream/channel.ts'
import type { NameBook } from './stream/name-book.ts'
import { eventKey, groupKey } from './stream/session-memory.ts'
import type { ShownEpochs } from './stream/shown-epochs.ts'
import type { StreamHub } from './stream/stream-hub.ts'

export const LATEST = 'latest'
const LAST_MINUTE = 240

type Bare<Answer> = Omit<Answer, 'dataset' | 'date' | 'streamPosition'>
type GroupFilter = { readonly kind?: GroupRow['kind'] | undefined; readonly minute?: number | undefined }

export interface DayAnswersParts {
  readonly reader: Reader
  readonly boards: BoardQueries
  readonly hub: StreamHub
  readonly names: NameBook
  readonly shownEpochs: ShownEpochs
}

/**
 * A session as the warehouse has it, with what this server has read of the newest session on top: an answer holds
 * everything before the position that it names, also what is still on its way into the warehouse.
 */
export class DayAnswers {
  readonly #reader: Reader
  readonly #boards: BoardQueries
  readonly #hub: StreamHub
  readonly #names: NameBook
  readonly #shownEpochs: ShownEpochs

  constructor({ reader, boards, hub, names, shownEpochs }: DayAnswersParts) {
    this.#reader = reader
    this.#boards = boards
    this.#hub = hub
    this.#names = names
    this.#shownEpochs = shownEpochs
  }

  /** The date asked for; `latest` is the newest session. @throws ApiError `notFound` where there is none */
  async resolve(dataset: string, date: string, signal: AbortSignal): Promise<string> {
    if (date !== LATEST) return date
    const stored = (await neighbours(this.#reader, dataset, null, signal)).date ?? ''
    const inMemory = this.#hub.channel(dataset)?.session.date ?? ''
    if (stored === '' && inMemory === '')
      throw new ApiError('notFound', `Data set "${dataset}" has no session yet.`, {
        action: `Wait for the stream's "session" event (/api/v1/stream?dataset=${dataset}), or ingest data.`,
      })
    return [stored, inMemory].sort().at(-1)!
  }

  async minutes(dataset: string, date: string, signal: AbortSignal): Promise<DayMinutes> {
    const stored = await this.#shownEpochs.read(dataset, () =>
      minuteRows(this.#reader, dataset, date, signal),
    )
    return { dataset, date, ...this.#minutes(dataset, date, stored), streamPosition: this.#position() }
  }

  async ladder(
    dataset: string,
    date: string,
    minute: number | undefined,
    signal: AbortSignal,
  ): Promise<DayLadder> {
    const ladder = await this.#shownEpochs.read(dataset, () =>
      this.#storedLadder(dataset, date, minute, signal),
    )
    return { dataset, date, ...this.#ladder(dataset, date, minute, ladder), streamPosition: this.#position() }
  }

  async feedback(
    dataset: string,
    date: string,
    minute: number | undefined,
    signal: AbortSignal,
  ): Promise<DayFeedback> {
    const { boards, tiers, ...place } = await this.ladder(dataset, date, minute, signal)
    return { ...place, rows: feedbackOf({ boards, ...place }) }
  }

  async events(dataset: string, date: string, filter: EventFilter, signal: AbortSignal): Promise<DayEvents> {
    const stored = await this.#shownEpochs.read(dataset, () =>
      this.#storedEvents(dataset, date, filter, signal),
    )
    return {
      dataset,
      date,
      events: this.#events(dataset, date, stored, filter),
      streamPosition: this.#position(),
    }
  }

  async groups(dataset: string, date: string, filter: GroupFilter, signal: AbortSignal): Promise<DayGroups> {
    const stored = await this.#shownEpochs.read(dataset, () =>
      groupRows(this.#reader, dataset, date, filter.minute ?? LAST_MINUTE, signal),
    )
    return { dataset, date, ...this.#groups(dataset, date, stored, filter), streamPosition: this.#position() }
  }

  async snapshot(dataset: string, date: string, signal: AbortSignal): Promise<DaySnapshot> {
    const [minutes, ladder, events, groups, before] = await this.#shownEpochs.read(dataset, () =>
      Promise.all([
        minuteRows(this.#reader, dataset, date, signal),
        this.#storedLadder(dataset, date, undefined, signal),
        this.#storedEvents(dataset, date, {}, signal),
        groupRows(this.#reader, dataset, date, LAST_MINUTE, signal),
        neighbours(this.#reader, dataset, date, signal),
      ]),
    )
    const channel = this.#hub.channel(dataset)
    if (channel === undefined) throw unknownDataset(dataset)
    const shown = this.#ladder(dataset, date, undefined, ladder)
    const { source, minute } = shown
    return {
      dataset,
      date,
      previousDate: before.previousDate,
      minutes: this.#minutes(dataset, date, minutes),
      ladder: shown,
      feedback: { source, minute, rows: feedbackOf(shown) },
      events: this.#events(dataset, date, events, {}),
      groups: this.#groups(dataset, date, groups, {}),
      feed: channel.feed(Date.now()),
      streamPosition: this.#position(),
    }
  }

  /** Known once the stored rows have been read, which waits for the names. */
  #nameOf(dataset: string, symbol: string): string | null {
    return this.#names.find(dataset, symbol)?.name ?? null
  }

  #position(): string {
    return this.#hub.position()
  }

  /** What is in memory of a session: only of the newest. */
  #memory(dataset: string, date: string): Channel | undefined {
    const channel = this.#hub.channel(dataset)
    return channel?.session.date === date ? channel : undefined
  }

  #minutes(dataset: string, date: string, stored: readonly MinuteRow[]): Bare<DayMinutes> {
    const memory = this.#memory(dataset, date)
    const rows = new Map(stored.map((row) => [row.minute, row]))
    for (const row of memory?.session.minutes.values() ?? []) rows.set(row.minute, row)
    const sorted = [...rows.values()].sort((left, right) => left.minute - right.minute)
    const live = memory?.liveRow
    const isNewer = live !== undefined && live.eventTime > (sorted.at(-1)?.eventTime ?? 0)
    return { columns: toColumns(MINUTE_NAMES, sorted), live: isNewer ? live : null }
  }

  /** Of the close, or of the newest minute at or before one. */
  async #storedLadder(
    dataset: string,
    date: string,
    minute: number | undefined,
    signal: AbortSignal,
  ): Promise<Bare<DayLadder>> {
    const isNow = minute === undefined
    const [daily, atClose, newest] = await Promise.all([
      isNow ? this.#boards.tiers(dataset, date, null, signal) : [],
      isNow ? this.#boards.atClose(dataset, date, signal) : [],
      this.#boards.newestMinute(dataset, date, minute ?? LAST_MINUTE, signal),
    ])
    const isClosed = daily.length > 0 || atClose.length > 0
    if (newest === null)
      return { source: isClosed ? 'daily' : 'minute', minute: null, tiers: daily, boards: atClose }
    const boards = await this.#boards.atMinute(dataset, date, newest, signal)
    if (isClosed) return { source: 'daily', minute: null, tiers: daily, boards: withBook(atClose, boards) }
    const tiers = await this.#boards.tiers(dataset, date, newest, signal)
    return { source: 'minute', minute: newest, tiers, boards }
  }

  #ladder(
    dataset: string,
    date: string,
    minute: number | undefined,
    stored: Bare<DayLadder>,
  ): Bare<DayLadder> {
    const memory = minute === undefined && stored.source !== 'daily' ? this.#memory(dataset, date) : undefined
    const row = memory?.liveRow ?? [...(memory?.session.minutes.values() ?? [])].at(-1)
    const ladder =
      memory === undefined || row === undefined || memory.boards.date !== date
        ? stored
        : { source: 'live' as const, minute: row.minute, tiers: row.tiers, boards: memory.boards.rows() }
    return { ...ladder, boards: [...ladder.boards].sort(ladderOrder) }
  }

  async #storedEvents(
    dataset: string,
    date: string,
    filter: EventFilter,
    signal: AbortSignal,
  ): Promise<LimitEvent[]> {
    const rows = await limitEvents(this.#reader, dataset, date, filter, signal)
    const named = await this.#boards.named(dataset, date, rows, signal)
    return named.map(({ industry, concepts, ...event }) => event)
  }

  #events(
    dataset: string,
    date: string,
    stored: readonly LimitEvent[],
    { symbol, since = 0 }: EventFilter,
  ): LimitEvent[] {
    const events = new Map(stored.map((event) => [eventKey(event), event]))
    for (const [key, event] of this.#memory(dataset, date)?.session.events ?? []) {
      if (event === null) events.delete(key)
      else if ((symbol === undefined || event.symbol === symbol) && event.time >= since)
        events.set(key, { ...event, name: event.name ?? this.#nameOf(dataset, event.symbol) })
    }
    return [...events.values()].sort(byTime)
  }

  #groups(
    dataset: string,
    date: string,
    stored: readonly GroupRow[],
    { kind, minute = LAST_MINUTE }: GroupFilter,
  ): Bare<DayGroups> {
    const rows = new Map(stored.map((row) => [groupKey(row), row]))
    for (const [key, row] of this.#memory(dataset, date)?.session.groups ?? [])
      if (row.minute <= minute && row.minute >= (rows.get(key)?.minute ?? 0)) rows.set(key, row)
    const newest = rows.size === 0 ? null : Math.max(...[...rows.values()].map((row) => row.minute))
    const groups = [...rows.values()].filter((row) => kind === undefined || row.kind === kind)
    return { kind: kind ?? null, minute: newest, groups: groups.sort(groupOrder) }
  }
}

export function unknownDataset(dataset: string): ApiError {
  return new ApiError('notFound', `There is no data set "${dataset}".`, {
    action: 'GET /api/v1/datasets lists them.',
  })
}

const feedbackOf = ({ boards, source, minute }: Omit<Bare<DayLadder>, 'tiers'>): DayFeedback['rows'] =>
  feedbackRows(boards, source === 'daily' || minute === LAST_MINUTE)

/** Rows of the close with what only the last minute knows: the book and the first touch. */
function withBook(atClose: readonly BoardRow[], atLastMinute: readonly BoardRow[]): BoardRow[] {
  const last = new Map(atLastMinute.map((row) => [row.symbol, row]))
  return atClose.map((row) => {
    const minute = last.get(row.symbol)
    if (minute === undefined) return row
    const { state, sealVolume, sealAmount, maxSealAmount, firstTouchTime, noBook } = minute
    return { ...row, state, sealVolume, sealAmount, maxSealAmount, firstTouchTime, noBook }
  })
}
