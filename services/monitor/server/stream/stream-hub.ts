import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Codec } from '../../../../runtime/codec/port.ts'
import { readableValues } from '../../../../runtime/codec/readable-values.ts'
import { LogError } from '../../../../runtime/errors.ts'
import type { EventLog } from '../../../../runtime/log/port.ts'
import { isControlKey } from '../../../../runtime/processor/control.ts'
import type { DatasetEpoch, IntradayPartial, MarketMinute } from '../../../../schemas/generated/events.ts'
import { TOPICS } from '../../../../schemas/topics.ts'
import type { FeedState, StreamEvents } from '../../api/types.ts'
import { ApiError } from '../http/api-error.ts'
import { CatchUp } from './catch-up.ts'
import { Channel } from './channel.ts'
import { EpochBook } from './epoch-book.ts'
import { LOG_TOPICS, type LogTopic, type Placed } from './log-event.ts'
import { type Followed, LogFollower } from './log-follower.ts'
import type { NameBook } from './name-book.ts'
import { isCoveredBy, Layout, type Offsets, STREAM_TOPICS, type StreamTopic } from './position.ts'
import { Seats } from './seats.ts'
import type { ShownEpochs } from './shown-epochs.ts'
import { idLine, RETRY, SSE_HEADERS } from './sse.ts'
import { passing, StreamClient } from './stream-client.ts'

const MAIN = 'main'
const FEED_MS = 5_000
const HEARTBEAT_MS = 15_000
const DEFAULT_RING_BYTES = 48 * 2 ** 20
/** Data sets in memory; the one that was silent longest makes room. */
const MOST_CHANNELS = 8
const MOST_CLIENTS = 5_000
/** How long a connection waits for the reader to reach the end of the log after a start. */
const READY_MS = 20_000
const NAMES_MS = 3_000
/** Before the log is read again after a failure. */
const AGAIN_MS = 2_000

export interface StreamHubOptions {
  readonly log: EventLog
  readonly codec: Codec
  readonly names: NameBook
  readonly shownEpochs: ShownEpochs
  readonly version: string
  readonly ringBytes?: number
  readonly onSent?: (event: string, clients: number) => void
  readonly onDropped?: () => void
  readonly onUndecodable?: (topic: string, count: number) => void
}

/**
 * Follows the log once for all clients and hands its events to the data sets' channels.
 *
 * A position is the next offset of every partition. Whoever has it has seen everything before it, so after a cut
 * each event is sent if and only if it stands at or after it: from memory, from the log where memory does not reach
 * back so far, or not at all, and then the client is told to load the snapshot.
 */
export class StreamHub {
  readonly #options: StreamHubOptions
  readonly #layout: Layout
  readonly #follower: LogFollower
  readonly #catchUp: CatchUp
  readonly #epochs = new EpochBook()
  readonly #seats = new Seats(MOST_CLIENTS, 'clients')
  readonly #channels = new Map<string, Channel>()
  /** Data sets that were once in memory: what came of them since the start is not all there any more. */
  readonly #forgotten = new Set<string>()
  readonly #named = new Set<string>()
  readonly #stop = new AbortController()
  readonly #timers: readonly NodeJS.Timeout[]
  readonly #start: Offsets
  #offsets: number[]
  #failure: unknown
  /** What the log held at the start has been read. */
  #isLive = false
  readonly #done: Promise<void>
  readonly ready: Promise<void>

  /** @throws LogError `unavailable` where a topic does not exist yet */
  static async open(options: StreamHubOptions): Promise<StreamHub> {
    const layout = new Layout(await partitionsOf(options.log))
    const follower = new LogFollower(options.log, options.codec, layout)
    return new StreamHub(options, layout, follower, await follower.bounds())
  }

  private constructor(
    options: StreamHubOptions,
    layout: Layout,
    follower: LogFollower,
    { start, end }: { readonly start: number[]; readonly end: number[] },
  ) {
    this.#options = options
    this.#layout = layout
    this.#follower = follower
    this.#catchUp = new CatchUp(follower, layout, this.#epochs, options.names)
    this.#start = start
    this.#offsets = [...start]
    this.#timers = [
      setInterval(() => this.#each((channel) => channel.sendFeed(Date.now())), FEED_MS),
      setInterval(() => this.#each((channel) => channel.heartbeat(Date.now())), HEARTBEAT_MS),
    ]
    const { promise, resolve } = withResolvers()
    this.ready = promise
    const checkReady = (): void => {
      if (this.#isLive || !isCoveredBy(end, this.#offsets)) return
      this.#isLive = true
      resolve()
    }
    checkReady()
    options.names.onLearned(() => this.#each((channel) => channel.renamed()))
    this.#done = this.#run(checkReady)
  }

  /** What ended the reading, if something did. */
  get failure(): unknown {
    return this.#failure
  }

  get clients(): number {
    return this.#seats.taken
  }

  get offsets(): Offsets {
    return this.#offsets
  }

  datasets(): readonly string[] {
    return [...new Set([...this.#epochs.datasets(), ...this.#channels.keys()])]
  }

  /** What is in memory of a data set, if it is one. */
  channel(dataset: string): Channel | undefined {
    const known = dataset === MAIN || this.#epochs.knows(dataset) || this.#channels.has(dataset)
    return known ? this.#channelOf(dataset) : undefined
  }

  position(): string {
    return this.#layout.encode(this.#offsets)
  }

  feeds(): readonly FeedState[] {
    return this.datasets().map((dataset) => this.#channelOf(dataset).feed(Date.now()))
  }

  ringBytes(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#channels].map(([dataset, { ring }]) => [dataset, ring.bytes]))
  }

  /**
   * Turns an answer into a stream of events that begins at a position, or now.
   * @throws ApiError before anything was sent
   */
  async connect(response: ServerResponse, dataset: string, lastEventId: string | undefined): Promise<void> {
    const channel = this.channel(dataset)
    if (channel === undefined)
      throw new ApiError('notFound', `There is no data set "${dataset}".`, {
        action: 'GET /api/v1/datasets lists them.',
      })
    this.#seats.take(response)
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    await within(this.ready, READY_MS)
    if (gone.signal.aborted) return
    response.writeHead(200, SSE_HEADERS)
    const seen = lastEventId === undefined ? undefined : this.#layout.decode(lastEventId)
    const valid = seen !== undefined && isCoveredBy(seen, this.#offsets)
    this.#greet(response, channel, valid ? lastEventId : undefined)
    if (lastEventId !== undefined && !valid) this.#reset(response, channel, 'unknownPosition')
    const caughtUp = valid ? await this.#catchUpTo(response, channel, seen, gone.signal) : undefined
    if (gone.signal.aborted) return
    if (valid && caughtUp === undefined) this.#reset(response, channel, 'tooOld')
    this.#join(response, channel, caughtUp)
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    this.#stop.abort()
    await this.#done
    for (const channel of this.#channels.values()) channel.close()
  }

  #greet(response: ServerResponse, channel: Channel, lastEventId: string | undefined): void {
    const position = lastEventId ?? this.position()
    const hello: StreamEvents['hello'] = {
      version: this.#options.version,
      dataset: channel.dataset,
      date: channel.session.date,
      resumed: lastEventId !== undefined,
      position,
    }
    response.write(RETRY)
    response.write(idLine(position))
    response.write(passing('hello', hello))
    const session = channel.sessionEvent()
    if (session !== undefined) response.write(session)
    response.write(passing('feed', channel.feed(Date.now())))
  }

  #reset(response: ServerResponse, channel: Channel, reason: 'unknownPosition' | 'tooOld'): void {
    response.write(idLine(this.position()))
    response.write(channel.reset(reason))
  }

  /** Sends what memory does not hold. The position reached, or undefined when it lies too far back. */
  async #catchUpTo(
    response: ServerResponse,
    channel: Channel,
    seen: Offsets,
    signal: AbortSignal,
  ): Promise<Offsets | undefined> {
    let reached: Offsets = seen
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (isCoveredBy(channel.ring.floor, reached)) return reached
      const next = await this.#catchUp.send(response, channel, reached, signal)
      if (next === undefined || signal.aborted) return undefined
      reached = next
    }
    return isCoveredBy(channel.ring.floor, reached) ? reached : undefined
  }

  #join(response: ServerResponse, channel: Channel, seen: Offsets | undefined): void {
    const missed = (...topics: StreamTopic[]) =>
      seen === undefined ||
      topics.some((topic) => this.#layout.slots(topic).some(({ slot }) => channel.hasNewer(slot, seen)))
    const client = new StreamClient(response, channel, {
      ...(seen === undefined ? {} : { seen }),
      liveDue: missed('live'),
      membersDue: missed('partials', 'livePartials'),
    })
    channel.add(client)
    response.once('close', () => channel.clients.delete(client))
  }

  /** Reads until closed. What ends the reading is kept, and it is tried again where it ended. */
  async #run(onProgress: () => void): Promise<void> {
    const stopped = this.#stop.signal
    while (!stopped.aborted)
      try {
        await this.#readAll(onProgress)
      } catch (error) {
        this.#failure = error
        await sleep(AGAIN_MS, undefined, { signal: stopped }).catch(() => undefined)
      }
  }

  async #readAll(onProgress: () => void): Promise<void> {
    const { onUndecodable } = this.#options
    const attempt = new AbortController()
    const signal = AbortSignal.any([this.#stop.signal, attempt.signal])
    await this.#readEpochs(false, signal)
    const from = this.#offsets
    const events = {
      onBatch: async (batch: Followed) => {
        await this.#accept(batch)
        this.#failure = undefined
        onProgress()
      },
      onUndecodable: (topic: StreamTopic, count: number) => onUndecodable?.(TOPICS[topic].name, count),
    }
    const readers = [
      ...STREAM_TOPICS.map((topic) => this.#follower.follow(topic, from, events, signal)),
      this.#readEpochs(true, signal),
    ]
    try {
      await Promise.all(readers)
    } finally {
      attempt.abort()
      await Promise.allSettled(readers)
    }
  }

  async #readEpochs(follow: boolean, signal: AbortSignal): Promise<void> {
    const { log, codec } = this.#options
    const decoder = codec.decoder('dataset-epoch')
    for await (const { records } of log.read({ topic: TOPICS.datasets.name, follow, signal })) {
      const values = records.flatMap(({ key, value }) => (value === null || isControlKey(key) ? [] : [value]))
      for (const { record } of await readableValues(decoder, values)) this.#announce(record)
    }
  }

  /** Memory holds the announced epoch from now on; clients hear of it when the warehouse shows it as well. */
  #announce(record: DatasetEpoch): void {
    const change = this.#epochs.accept(record)
    if (change === 'none') return
    const channel = this.#channels.get(record.dataset)
    if (change === 'replaced') channel?.rebuilt()
    this.#options.shownEpochs.announced(record, () => {
      if (change === 'replaced') channel?.restartClients()
    })
  }

  async #accept({ topic, partition, nextOffset, placed }: Followed): Promise<void> {
    const slot = this.#layout.slot(topic, partition)
    const byDataset = new Map<string, Placed<never>[]>()
    for (const each of placed) {
      const record = each.record as { readonly dataset: string; readonly epoch: number }
      if (!this.#epochs.shows(record)) continue
      const list = byDataset.get(record.dataset)
      if (list === undefined) byDataset.set(record.dataset, [each as Placed<never>])
      else list.push(each as Placed<never>)
    }
    // Names are there before the first event that shows them; a slow warehouse does not hold up the stream.
    for (const dataset of byDataset.keys())
      if (!this.#named.has(dataset)) {
        this.#named.add(dataset)
        await within(this.#options.names.load(dataset), NAMES_MS).catch(() => undefined)
      }
    const before = this.#offsets
    this.#offsets = before.with(slot, nextOffset)
    for (const [dataset, list] of byDataset)
      deliver(this.#channelOf(dataset, before), topic, slot, list, before)
  }

  #channelOf(dataset: string, before: Offsets = this.#offsets): Channel {
    const known = this.#channels.get(dataset)
    if (known !== undefined) return known
    this.#makeRoom()
    const { ringBytes = DEFAULT_RING_BYTES, names, onSent, onDropped } = this.#options
    const channel = new Channel({
      dataset,
      layout: this.#layout,
      ringBytes,
      floor: this.#forgotten.has(dataset) ? before : this.#start,
      offsets: () => this.#offsets,
      isLive: () => this.#isLive,
      nameOf: (symbol) => names.find(dataset, symbol)?.name ?? null,
      onSent: onSent ?? (() => undefined),
      onDropped: onDropped ?? (() => undefined),
    })
    this.#channels.set(dataset, channel)
    return channel
  }

  #makeRoom(): void {
    if (this.#channels.size < MOST_CHANNELS) return
    const [oldest] = [...this.#channels.values()]
      .filter(({ dataset, clients }) => dataset !== MAIN && clients.size === 0)
      .sort((left, right) => left.receivedAt - right.receivedAt)
    if (oldest === undefined) return
    oldest.close()
    this.#channels.delete(oldest.dataset)
    this.#forgotten.add(oldest.dataset)
  }

  #each(run: (channel: Channel) => void): void {
    for (const channel of this.#channels.values()) run(channel)
  }
}

function deliver(
  channel: Channel,
  topic: StreamTopic,
  slot: number,
  placed: readonly Placed<never>[],
  before: Offsets,
): void {
  if (isLogTopic(topic)) channel.acceptLog(topic, slot, placed, before)
  else
    for (const each of placed)
      if (topic === 'live') channel.acceptLive(slot, each as Placed<MarketMinute>)
      else channel.acceptPartial(slot, each as Placed<IntradayPartial>)
}

const isLogTopic = (topic: StreamTopic): topic is LogTopic =>
  (LOG_TOPICS as readonly StreamTopic[]).includes(topic)

async function partitionsOf(log: EventLog): Promise<Record<StreamTopic, number>> {
  const counts = await Promise.all(
    STREAM_TOPICS.map(async (topic) => {
      const count = await log.partitions(TOPICS[topic].name)
      if (count !== undefined) return [topic, count] as const
      throw new LogError(
        'unavailable',
        `The log has no topic ${TOPICS[topic].name} yet: start "pulse start" (or the services) once, then the monitor.`,
      )
    }),
  )
  return Object.fromEntries(counts) as Record<StreamTopic, number>
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

/** The promise, or an end after so long. */
async function within(promise: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    const error = new ApiError('unavailable', 'The log has not been read to its end yet.', {
      action: 'Try again in a few seconds.',
    })
    timer = setTimeout(() => reject(error), milliseconds)
  })
  try {
    await Promise.race([promise, timeout])
  } finally {
    clearTimeout(timer)
  }
}
