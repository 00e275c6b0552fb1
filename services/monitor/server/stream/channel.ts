import { formatTradeDate } from '../../../../core/market/trade-date.ts'
import type { IntradayPartial, MarketMinute } from '../../../../schemas/generated/events.ts'
import type { FeedState, MinuteRow, StreamEvents } from '../../api/types.ts'
import { minuteRow } from '../rows/minute-row.ts'
import { EventRing, type RingEvent } from './event-ring.ts'
import { feedState, SILENT_MS } from './feed-clock.ts'
import { type LogEvent, type LogTopic, logEvents, type NameOf, type Placed } from './log-event.ts'
import { Members } from './members.ts'
import type { Layout, Offsets } from './position.ts'
import { SessionMemory } from './session-memory.ts'
import { eventBody, idLine } from './sse.ts'
import { passing, type StreamClient, type StreamSource } from './stream-client.ts'
import { Throttle } from './throttle.ts'

/** `live` and `members` go out at most this often; a page repaints no faster. */
const LIVE_MS = 100

export interface ChannelOptions {
  readonly dataset: string
  readonly layout: Layout
  readonly ringBytes: number
  /** Nothing of this data set from here on is missing in memory. */
  readonly floor: Offsets
  readonly offsets: () => Offsets
  /** False while the log is read that was there before: that is no sign of life. */
  readonly isLive: () => boolean
  readonly nameOf: NameOf
  readonly onSent: (event: string, clients: number) => void
  readonly onDropped: () => void
}

/** The event stream of one data set: what is in memory of it, and who listens. */
export class Channel implements StreamSource {
  readonly layout: Layout
  readonly dataset: string
  readonly clients = new Set<StreamClient>()
  readonly #options: ChannelOptions
  readonly #liveThrottle = new Throttle(LIVE_MS, () => this.#sendLive())
  readonly #membersThrottle = new Throttle(LIVE_MS, () => this.#sendMembers())
  /** By slot, the next offset after the newest value that only counts as the newest. */
  readonly #newest: number[]
  #session = new SessionMemory()
  #boards: Members
  #ring: EventRing
  #live: StreamEvents['live'] | undefined
  #receivedAt: number | null = null
  readonly #startedAt = Date.now()

  constructor(options: ChannelOptions) {
    this.#options = options
    this.layout = options.layout
    this.dataset = options.dataset
    this.#boards = new Members(options.dataset, options.nameOf)
    this.#ring = new EventRing(options.ringBytes, options.floor)
    this.#newest = options.offsets().map(() => 0)
  }

  get ring(): EventRing {
    return this.#ring
  }

  get session(): SessionMemory {
    return this.#session
  }

  get boards(): Members {
    return this.#boards
  }

  get receivedAt(): number {
    return this.#receivedAt ?? 0
  }

  /** The market between minutes, while nothing newer is settled. */
  get liveRow(): MinuteRow | undefined {
    const { date, row } = this.#live ?? {}
    if (row === undefined || date !== this.session.date || this.session.final) return undefined
    const settled = [...this.session.minutes.values()].at(-1)
    return settled === undefined || settled.eventTime < row.eventTime ? row : undefined
  }

  offsets(): Offsets {
    return this.#options.offsets()
  }

  position(): string {
    return this.layout.encode(this.offsets())
  }

  live(): Buffer | undefined {
    const { liveRow } = this
    return liveRow && eventBody('live', JSON.stringify(this.#live))
  }

  members(): Buffer | undefined {
    const json = this.boards.all()
    return json === undefined ? undefined : eventBody('members', json)
  }

  onDropped(): void {
    this.#options.onDropped()
  }

  reset(reason: StreamEvents['reset']['reason']): Buffer {
    const data: StreamEvents['reset'] = {
      dataset: this.dataset,
      reason,
      action: `Load /api/v1/day/latest/snapshot?dataset=${this.dataset} again; this stream goes on from here.`,
      position: this.position(),
    }
    return passing('reset', data)
  }

  feed(now: number): FeedState {
    const { date, final, minutes } = this.session
    const row = this.liveRow ?? [...minutes.values()].at(-1)
    return feedState(
      { dataset: this.dataset, date, final, row, receivedAt: this.#receivedAt, startedAt: this.#startedAt },
      now,
    )
  }

  sessionEvent(): Buffer | undefined {
    const { date, previousDate, final } = this.session
    if (date === null) return undefined
    const data: StreamEvents['session'] = {
      dataset: this.dataset,
      date,
      previousDate,
      state: final ? 'closed' : 'open',
    }
    return passing('session', data)
  }

  /** Whether a client at this position has missed a newest value that came by this slot. */
  hasNewer(slot: number, seen: Offsets): boolean {
    return this.#newest[slot]! > seen[slot]!
  }

  /** Consecutive records of a partition; `before` is the position before the first of them. */
  acceptLog(topic: LogTopic, slot: number, placed: readonly Placed<never>[], before: Offsets): void {
    this.#noteArrival()
    for (const event of logEvents(topic, placed, this.#options.nameOf)) this.#accept(slot, event, before)
    this.#pumpAll()
  }

  acceptLive(slot: number, { offset, record }: Placed<MarketMinute>): void {
    this.#noteArrival()
    this.#newest[slot] = offset + 1
    if (record.scope !== 'all' || record.deleted) return
    const date = formatTradeDate(record.tradeDate)
    if (date < (this.session.date ?? '')) return
    if (this.session.open(record.tradeDate)) this.#sendPassing('session', this.sessionEvent())
    this.#live = { dataset: this.dataset, date, row: minuteRow(record) }
    this.#liveThrottle.call()
  }

  acceptPartial(slot: number, { offset, record }: Placed<IntradayPartial>): void {
    this.#noteArrival()
    this.#newest[slot] = offset + 1
    if (this.boards.accept(record)) this.#membersThrottle.call()
  }

  /** Names have become known: boards that were sent without go out again. */
  renamed(): void {
    if (this.boards.date !== null) this.#membersThrottle.call()
  }

  add(client: StreamClient): void {
    this.clients.add(client)
    client.pump()
  }

  sendFeed(now: number): void {
    this.#sendPassing('feed', passing('feed', this.feed(now)))
  }

  heartbeat(now: number): void {
    for (const client of this.clients) client.heartbeat(now)
  }

  /** The views show another epoch: what is in memory belongs to the one before. */
  rebuilt(): void {
    const { ringBytes, dataset, nameOf } = this.#options
    this.#ring = new EventRing(ringBytes, this.offsets())
    this.#session = new SessionMemory()
    this.#boards = new Members(dataset, nameOf)
    this.#live = undefined
  }

  /** Tells every client to load everything again. */
  restartClients(): void {
    for (const client of this.clients) client.restart()
  }

  close(): void {
    this.#liveThrottle.close()
    this.#membersThrottle.close()
  }

  #accept(slot: number, event: LogEvent, before: Offsets): void {
    if (this.session.open(event.tradeDate)) this.#sendPassing('session', this.sessionEvent())
    const closes = this.session.keep(event)
    const { name, data, firstOffset, offset, rowOffsets } = event
    const offsets = before.with(slot, offset + 1)
    const id = Buffer.from(idLine(this.layout.encode(offsets)))
    const wire = Buffer.concat([id, eventBody(name, JSON.stringify(data))])
    const ringEvent: RingEvent = {
      slot,
      firstOffset,
      offset,
      offsets,
      wire,
      body: wire.subarray(id.length),
      ...(rowOffsets === undefined ? {} : { rowOffsets }),
    }
    this.#ring.push(ringEvent)
    this.#options.onSent(name, this.clients.size)
    if (!closes) return
    this.#pumpAll()
    this.#sendPassing('session', this.sessionEvent())
  }

  #noteArrival(): void {
    if (!this.#options.isLive()) return
    const now = Date.now()
    const wasSilent = now - (this.#receivedAt ?? this.#startedAt) > SILENT_MS
    this.#receivedAt = now
    if (wasSilent) this.sendFeed(now)
  }

  #pumpAll(): void {
    for (const client of this.clients) client.pump()
  }

  #sendLive(): void {
    const body = this.live()
    if (body === undefined) return
    const wire = Buffer.concat([Buffer.from(idLine(this.position())), body])
    for (const client of this.clients) client.sendLive(wire)
    this.#options.onSent('live', this.clients.size)
  }

  #sendMembers(): void {
    const json = this.boards.takeChange()
    if (json === undefined) return
    const wire = Buffer.concat([Buffer.from(idLine(this.position())), eventBody('members', json)])
    for (const client of this.clients) client.sendMembers(wire)
    this.#options.onSent('members', this.clients.size)
  }

  #sendPassing(name: string, body: Buffer | undefined): void {
    if (body === undefined) return
    for (const client of this.clients) client.sendPassing(body)
    this.#options.onSent(name, this.clients.size)
  }
}
