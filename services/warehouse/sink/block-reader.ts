import type { Codec, Decoder, Encoder } from '../../../runtime/codec/port.ts'
import { LogError } from '../../../runtime/errors.ts'
import type { RecordBatch, StoredRecord, TopicPartition } from '../../../runtime/log/port.ts'
import { decodedControl, isControlKey } from '../../../runtime/processor/control.ts'
import { recordLetter, type Unusable, unusableBecause } from '../../../runtime/processor/dead-letter.ts'
import { prepareRecords } from '../../../runtime/processor/prepare-records.ts'
import { requirePartition, requireValue } from '../../../runtime/processor/require-record.ts'
import type { Control, DeadLetter } from '../../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../../schemas/topics.ts'
import type { Block } from './block.ts'
import { markerIn } from './marker-outbox.ts'
import { persistently } from './retry.ts'
import type { Event } from './row-encoder.ts'

/**
 * A late bar, series bar, observation or fund flow waits for the next rebuild: until then the tables show what the
 * processors used, and the event stands in the late events. A late snapshot is part of the open session and is stored.
 */
const WITHHELD_WHEN_LATE: readonly TopicKey[] = ['bars1d', 'series', 'observations', 'fundFlows']
export const isWithheld = (topic: TopicKey, event: Event): boolean =>
  event.late === true && WITHHELD_WHEN_LATE.includes(topic)

/** Reads the records of one topic into blocks; a record that cannot be stored becomes a dead letter. */
export class BlockReader {
  readonly #topic: TopicKey
  readonly #partitions: number
  readonly #events: Decoder<Event>
  readonly #controls: Decoder<Control>
  readonly #deadLetters: Encoder<DeadLetter>

  /** @param partitions of the topic */
  static async open(
    topic: TopicKey,
    codec: Codec,
    partitions: number,
    signal: AbortSignal,
  ): Promise<BlockReader> {
    const { deadLetters } = TOPICS
    const encoder = await persistently(() => codec.encoder(deadLetters.name, deadLetters.schema), signal)
    return new BlockReader(topic, codec, partitions, encoder)
  }

  private constructor(topic: TopicKey, codec: Codec, partitions: number, deadLetters: Encoder<DeadLetter>) {
    this.#topic = topic
    this.#partitions = partitions
    this.#events = codec.decoder(TOPICS[topic].schema) as unknown as Decoder<Event>
    this.#controls = codec.decoder('control')
    this.#deadLetters = deadLetters
  }

  async read(batch: RecordBatch, block: Block, signal: AbortSignal): Promise<void> {
    await persistently(() => prepareRecords(batch.records, this.#events, this.#controls), signal)
    for (const record of batch.records) {
      try {
        this.#take(record, batch, block)
      } catch (cause) {
        if (cause instanceof LogError) throw cause
        this.#bury(record, batch, unusableBecause(cause), block)
      }
    }
  }

  #take(record: StoredRecord, at: TopicPartition, block: Block): void {
    if (isControlKey(record.key)) {
      const marker = markerIn(decodedControl(at, record, this.#controls), at)
      if (marker !== undefined) block.markers.push(marker)
      return
    }
    const event = this.#events.decode(requireValue(record.value))
    requirePartition(record.key, at.partition, this.#partitions)
    if (!isWithheld(this.#topic, event)) block.append(event, record)
  }

  /** Puts a record into the dead letters whose row ClickHouse does not take. */
  refuse(record: StoredRecord, at: TopicPartition, { message }: Error, block: Block): void {
    this.#bury(record, at, { code: 'unacceptable', reason: message }, block)
  }

  #bury(record: StoredRecord, at: TopicPartition, why: Unusable, block: Block): void {
    const letter = recordLetter(at, record, why)
    block.deadLetters.push({
      topic: TOPICS.deadLetters.name,
      key: `${letter.dataset}/${letter.id}`,
      value: this.#deadLetters.encode(letter),
      timestamp: record.timestamp,
    })
  }
}
