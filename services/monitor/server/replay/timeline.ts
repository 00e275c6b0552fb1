import { sessionMinute, sessionMinuteEnd } from '../../../../core/market/sessions.ts'
import { type EventTime, parseTradeDate } from '../../../../core/market/trade-date.ts'
import type {
  BoardRow,
  GroupRow,
  LimitEvent,
  MinuteRow,
  Place,
  ReplayEventName,
  ReplayEvents,
} from '../../api/types.ts'
import type { BoardQueries } from '../queries/boards.ts'
import { groupChanges } from '../queries/groups.ts'
import { limitEvents } from '../queries/limit-events.ts'
import { minuteRows } from '../queries/minutes.ts'
import type { Reader } from '../queries/reader.ts'

/** Something to be sent at a moment of the session. */
export type Moment = {
  [Name in ReplayEventName]: {
    readonly name: Name
    readonly time: number
    readonly data: ReplayEvents[Name]
    /** Present on what ends a minute: a replay that is cut goes on after it. */
    readonly minute?: number
  }
}[ReplayEventName]

export interface Session {
  readonly dataset: string
  readonly date: string
  /** Minutes up to here have been seen; -1: none. */
  readonly after: number
}

/** The last minute whose label is not after a time of day; -1 before the first row. */
export function minuteBefore(date: string, time: string): number {
  const tradeDate = parseTradeDate(date)!
  const [hour, minute] = time.split(':').map(Number)
  const opening = sessionMinuteEnd(tradeDate, 0)
  const moment = opening + (hour! * 60 + minute! - OPENING_MINUTE) * 60_000
  if (moment <= opening) return -1
  let row = 0
  while (row < LAST_MINUTE && sessionMinuteEnd(tradeDate, row + 1) <= moment) row += 1
  return row
}

const OPENING_MINUTE = 9 * 60 + 25
const LAST_MINUTE = 240
/** Minutes that are read at a time. */
const BLOCK = 12

/** What is stored of a minute beside its row. */
interface MinuteParts {
  readonly boards: readonly BoardRow[]
  readonly groups: readonly GroupRow[]
}

/** A stored session in event-time order; read in blocks of minutes, one ahead. */
export class Timeline {
  readonly #reader: Reader
  readonly #boards: BoardQueries

  constructor(reader: Reader, boards: BoardQueries) {
    this.#reader = reader
    this.#boards = boards
  }

  async *moments({ dataset, date, after }: Session, signal: AbortSignal): AsyncGenerator<Moment> {
    const rows = await minuteRows(this.#reader, dataset, date, signal)
    const changes = await this.#changes(dataset, date, signal)
    let shown: readonly BoardRow[] = []
    const seen = rows.findLast(({ minute }) => minute <= after)
    if (seen !== undefined) {
      shown = await this.#boards.atMinute(dataset, date, seen.minute, signal)
      yield membersMoment(dataset, date, seen, [], shown)
    }
    const left = rows.filter(({ minute }) => minute > after)
    for await (const [row, { boards, groups }] of this.#minutes({ dataset, date }, left, signal)) {
      const { minute, time } = row
      yield* (changes.get(minute) ?? []).map(
        (event): Moment => ({
          name: 'limit-change',
          time: event.time,
          data: { dataset, date, event, deleted: false },
        }),
      )
      yield membersMoment(dataset, date, row, shown, boards)
      shown = boards
      if (groups.length > 0) yield { name: 'group', time, data: { dataset, date, minute, rows: [...groups] } }
      yield { name: 'minute', time, minute, data: { dataset, date, row } }
    }
  }

  /** Each row with what belongs to its minute. The next block is read while one is played. */
  async *#minutes(
    place: Place,
    rows: readonly MinuteRow[],
    signal: AbortSignal,
  ): AsyncGenerator<readonly [MinuteRow, MinuteParts]> {
    const blocks = Array.from({ length: Math.ceil(rows.length / BLOCK) }, (_, block) =>
      rows.slice(block * BLOCK, (block + 1) * BLOCK),
    )
    let next = blocks[0] && this.#block(place, blocks[0], signal)
    for (const [index, block] of blocks.entries()) {
      const parts = await next!
      const following = blocks[index + 1]
      next = following && this.#block(place, following, signal)
      // Where a replay ends early, nobody waits for the block ahead.
      next?.catch(() => undefined)
      for (const row of block) yield [row, parts(row.minute)]
    }
  }

  async #block(
    { dataset, date }: Place,
    rows: readonly MinuteRow[],
    signal: AbortSignal,
  ): Promise<(minute: number) => MinuteParts> {
    const bounds = { from: rows[0]!.minute, to: rows.at(-1)!.minute }
    const [boards, groups] = await Promise.all([
      this.#boards.between(dataset, date, bounds, signal),
      groupChanges(this.#reader, dataset, date, bounds, signal),
    ])
    return (minute) => ({
      boards: boards.get(minute) ?? [],
      groups: groups.filter((group) => group.minute === minute),
    })
  }

  /** Limit changes by the minute row that counts them. */
  async #changes(
    dataset: string,
    date: string,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<number, LimitEvent[]>> {
    const stored = await limitEvents(this.#reader, dataset, date, {}, signal)
    const byMinute = new Map<number, LimitEvent[]>()
    for (const { industry, concepts, ...event } of await this.#boards.named(dataset, date, stored, signal)) {
      const minute = sessionMinute(event.time as EventTime) ?? LAST_MINUTE
      byMinute.set(minute, [...(byMinute.get(minute) ?? []), event])
    }
    return byMinute
  }
}

function membersMoment(
  dataset: string,
  date: string,
  { minute, time, eventTime }: MinuteRow,
  before: readonly BoardRow[],
  now: readonly BoardRow[],
): Moment {
  const known = new Map(before.map((row) => [row.symbol, JSON.stringify(row)]))
  const symbols = new Set(now.map(({ symbol }) => symbol))
  const changed = now.filter((row) => known.get(row.symbol) !== JSON.stringify(row))
  const removed = [...known.keys()].filter((symbol) => !symbols.has(symbol))
  const data = { dataset, date, eventTime, minute, full: before.length === 0, changed, removed }
  return { name: 'members', time, data }
}
