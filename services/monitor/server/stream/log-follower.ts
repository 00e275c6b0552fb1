import type { Codec, Decoder, SchemaName } from '../../../../runtime/codec/port.ts'
import { LogError } from '../../../../runtime/errors.ts'
import type { EventLog, RecordBatch } from '../../../../runtime/log/port.ts'
import { isControlKey } from '../../../../runtime/processor/control.ts'
import type { SchemaTypes } from '../../../../schemas/generated/events.ts'
import { TOPICS } from '../../../../schemas/topics.ts'
import type { Placed } from './log-event.ts'
import { type Layout, STREAM_TOPICS, type StreamTopic } from './position.ts'

/** Records before the end that are read at the start: about a session's, so that the newest is in memory. */
const TAIL: Readonly<Record<StreamTopic, number>> = {
  minutes: 3_000,
  live: 300,
  limitChanges: 5_000,
  partials: 300,
  livePartials: 300,
  groups: 5_000,
  stage: 300,
  ladder: 1_000,
}
/** Of these only the newest value of each key counts, and they are large: the others are not decoded. */
const NEWEST_ONLY: ReadonlySet<StreamTopic> = new Set(['live', 'partials', 'livePartials'])

export interface Followed {
  readonly topic: StreamTopic
  readonly partition: number
  readonly nextOffset: number
  readonly placed: readonly Placed<SchemaTypes[SchemaName]>[]
}

export interface FollowerEvents {
  readonly onBatch: (batch: Followed) => void | Promise<void>
  readonly onUndecodable: (topic: StreamTopic, count: number) => void
}

/** The one reader of the stream's topics in this process. */
export class LogFollower {
  readonly #log: EventLog
  readonly #codec: Codec
  readonly #layout: Layout

  constructor(log: EventLog, codec: Codec, layout: Layout) {
    this.#log = log
    this.#codec = codec
    this.#layout = layout
  }

  /** Where reading begins, and where the log ended when it was asked. */
  async bounds(): Promise<{ readonly start: number[]; readonly end: number[] }> {
    const start = new Array<number>(this.#layout.size).fill(0)
    const end = [...start]
    for (const topic of STREAM_TOPICS)
      for (const { partition, offset } of await this.#log.ends(TOPICS[topic].name)) {
        const slot = this.#layout.slot(topic, partition)
        end[slot] = offset
        start[slot] = Math.max(0, offset - TAIL[topic])
      }
    return { start, end }
  }

  /** The records of one partition from one offset up to before another. */
  async *between(
    topic: StreamTopic,
    partition: number,
    from: number,
    until: number,
    signal: AbortSignal,
  ): AsyncGenerator<Followed> {
    const name = TOPICS[topic].name
    const batches = this.#log.read({
      topic: name,
      partitions: [partition],
      from: [{ topic: name, partition, offset: from }],
      follow: false,
      signal,
    })
    for await (const batch of batches) {
      const records = batch.records.filter(({ offset }) => offset < until)
      const placed = await this.#decode(topic, { ...batch, records }, () => undefined)
      yield { topic, partition, nextOffset: Math.min(batch.nextOffset, until), placed }
      if (batch.nextOffset >= until) return
    }
  }

  /** Reads a topic from there on until the signal aborts. Rejects with what ends it otherwise. */
  async follow(
    topic: StreamTopic,
    start: readonly number[],
    events: FollowerEvents,
    signal: AbortSignal,
  ): Promise<void> {
    const { name } = TOPICS[topic]
    const from = this.#layout
      .slots(topic)
      .map(({ slot, partition }) => ({ topic: name, partition, offset: start[slot]! }))
    for await (const batch of this.#log.read({ topic: name, from, follow: true, signal })) {
      const placed = await this.#decode(topic, batch, (count) => events.onUndecodable(topic, count))
      await events.onBatch({ topic, partition: batch.partition, nextOffset: batch.nextOffset, placed })
    }
    if (!signal.aborted) throw new LogError('unavailable', `Reading ${name} ended; start the monitor again.`)
  }

  async #decode(
    topic: StreamTopic,
    { records }: RecordBatch,
    onUndecodable: (count: number) => void,
  ): Promise<Placed<SchemaTypes[SchemaName]>[]> {
    let wanted = records.filter(({ key, value }) => value !== null && !isControlKey(key))
    if (NEWEST_ONLY.has(topic)) {
      const newest = new Map(wanted.map((record) => [record.key, record]))
      wanted = wanted.filter((record) => newest.get(record.key) === record)
    }
    const decoder: Decoder<SchemaTypes[SchemaName]> = this.#codec.decoder(TOPICS[topic].schema)
    await decoder.prepare(wanted.map(({ value }) => value!))
    const placed: Placed<SchemaTypes[SchemaName]>[] = []
    for (const { offset, value } of wanted)
      try {
        placed.push({ offset, record: decoder.decode(value!) })
      } catch {
        onUndecodable(1)
      }
    return placed
  }
}
