import type { EventTime } from '../../../core/market/trade-date.ts'
import type { Codec, Decoder, Encoder } from '../../../runtime/codec/port.ts'
import type { RecordBatch, StoredRecord, TopicPartition } from '../../../runtime/log/port.ts'
import { isControlKey } from '../../../runtime/processor/control.ts'
import { deadLetterOf } from '../../../runtime/processor/dead-letter.ts'
import type { Control, DeadLetter } from '../../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../../schemas/topics.ts'
import type { Block } from './block.ts'
import { markerIn } from './marker-outbox.ts'
import { persistently } from './retry.ts'
import type { Event } from './row-encoder.ts'

/** Stands in the reason of the dead letters written here. */
const SINK = 'warehouse'
const DEFAULT_DATASET = 'main'
const NOTHING_TO_STORE =
  'the record has no value; stored topics withdraw a key with a record that says so, not by deletion.'

/**
 * A late bar, series bar, observation or fund flow waits for the next rebuild: until then the tables show what the
 * processors used, and the event stands in the late events. A late snapshot is part of the open session and is stored.
 */
const WITHHELD_WHEN_LATE: readonly TopicKey[] = ['bars1d', 'series', 'observations', 'fundFlows']
const isWithheld = (topic: TopicKey, event: Event): boolean =>
  event.late === true && WITHHELD_WHEN_LATE.includes(topic)

/** Reads the records of one topic into blocks; a record that cannot be stored becomes a dead letter. */
export class BlockReader {
  readonly #topic: TopicKey
  readonly #events: Decoder<Event>
  readonly #controls: Decoder<Control>
  readonly #deadLetters: Encoder<DeadLetter>

  static async open(topic: TopicKey, codec: Codec, signal: AbortSignal): Promise<BlockReader> {
    const { deadLetters } = TOPICS
    const encoder = await persistently(() => codec.encoder(deadLetters.name, deadLetters.schema), signal)
    return new BlockReader(topic, codec, encoder)
  }

  private constructor(topic: TopicKey, codec: Codec, deadLetters: Encoder<DeadLetter>) {
    this.#topic = topic
    this.#events = codec.decoder(TOPICS[topic].schema) as unknown as Decoder<Event>
    this.#controls = codec.decoder('control')
    this.#deadLetters = deadLetters
  }

  async read(batch: RecordBatch, block: Block, signal: AbortSignal): Promise<void> {
    const events: Uint8Array[] = []
    const controls: Uint8Array[] = []
    for (const { key, value } of batch.records)
      if (value !== null) (isControlKey(key) ? controls : events).push(value)
    await persistently(() => this.#events.prepare(events), signal)
    if (controls.length > 0) await persistently(() => this.#controls.prepare(controls), signal)
    for (const record of batch.records) {
      try {
        this.#take(record, batch, block)
      } catch (cause) {
        this.#bury(record, batch, cause, block)
      }
    }
  }

  #take({ key, value }: StoredRecord, at: TopicPartition, block: Block): void {
    if (value === null) throw new RangeError(NOTHING_TO_STORE)
    if (isControlKey(key)) {
      const marker = markerIn(this.#controls.decode(value), at)
      if (marker !== undefined) block.markers.push(marker)
      return
    }
    const event = this.#events.decode(value)
    if (!isWithheld(this.#topic, event)) block.append(event)
  }

  /** The data set stands before the first slash of a key; where there is none, operators look at main. */
  #bury(record: StoredRecord, { partition }: TopicPartition, cause: unknown, block: Block): void {
    const { key, timestamp } = record
    const letter = deadLetterOf(
      { topic: this.#topic, key, eventTime: timestamp as EventTime, raw: record, partition },
      SINK,
      cause,
    )
    const slash = key.indexOf('/')
    const dataset = slash > 0 && !isControlKey(key) ? key.slice(0, slash) : DEFAULT_DATASET
    block.deadLetters.push({
      topic: TOPICS.deadLetters.name,
      key: `${dataset}/${letter.key}`,
      value: this.#deadLetters.encode({ ...letter.value, dataset, epoch: 0 } as DeadLetter),
      timestamp,
    })
  }
}
