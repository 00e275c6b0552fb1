import type { EventTime } from '../../../core/market/trade-date.ts'
import type { Codec, Encoder } from '../../../runtime/codec/port.ts'
import type { OutgoingRecord, TaskLog } from '../../../runtime/log/port.ts'
import {
  broadcast,
  type ControlContent,
  controlRecord,
  type PartitionCounts,
} from '../../../runtime/processor/control.ts'
import type { Control, SchemaTypes } from '../../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../../schemas/topics.ts'
import { RecordKeys } from './record-keys.ts'
import { sealed } from './sealed-entry.ts'

/** Topics that ingest writes. */
export const INGEST_TOPICS = [
  'bars1d',
  'ticks',
  'instruments',
  'calendar',
  'datasets',
  'fundamentals',
  'series',
  'observations',
  'fundFlows',
  'lateEvents',
  'deadLetters',
] as const satisfies readonly TopicKey[]

export type IngestTopic = (typeof INGEST_TOPICS)[number]
type RecordOf<Key extends TopicKey> = SchemaTypes[(typeof TOPICS)[Key]['schema']]

/**
 * Collects records and state changes and commits them together. Data sets share it: what one of them adds
 * while another commits belongs to the next commit. A commit that fails ends the outbox.
 */
export class Outbox {
  readonly #task: TaskLog
  readonly #partitions: PartitionCounts
  readonly #encoders: ReadonlyMap<TopicKey, Encoder<unknown>>
  readonly #control: Encoder<Control>
  readonly #keys = new RecordKeys()
  #outputs: OutgoingRecord[] = []
  readonly #onState: (key: string, value: Uint8Array | null) => void
  #state = new Map<string, Uint8Array | null>()
  #committed: Promise<void> = Promise.resolve()

  /** @param onState told of every state change, so that its owner can keep what it restored up to date */
  static async open(
    task: TaskLog,
    codec: Codec,
    partitions: PartitionCounts,
    onState: (key: string, value: Uint8Array | null) => void,
  ): Promise<Outbox> {
    const encoders = new Map<TopicKey, Encoder<unknown>>()
    for (const topic of INGEST_TOPICS)
      encoders.set(topic, (await codec.encoder(TOPICS[topic].name, TOPICS[topic].schema)) as Encoder<unknown>)
    return new Outbox(task, partitions, encoders, await codec.encoder(TOPICS.bars1d.name, 'control'), onState)
  }

  private constructor(
    task: TaskLog,
    partitions: PartitionCounts,
    encoders: ReadonlyMap<TopicKey, Encoder<unknown>>,
    control: Encoder<Control>,
    onState: (key: string, value: Uint8Array | null) => void,
  ) {
    this.#onState = onState
    this.#task = task
    this.#partitions = partitions
    this.#encoders = encoders
    this.#control = control
  }

  /** Records waiting to be committed. */
  get size(): number {
    return this.#outputs.length
  }

  /** @param key without the data set, which is put before it */
  add<Key extends IngestTopic>(topic: Key, key: string, eventTime: EventTime, value: RecordOf<Key>): void {
    this.addUnder(topic, this.#keys.of(value.dataset, key), eventTime, value)
  }

  /** @param key with the data set before it; the same string every time where it repeats */
  addUnder<Key extends IngestTopic>(
    topic: Key,
    key: string,
    eventTime: EventTime,
    value: RecordOf<Key>,
  ): void {
    this.#outputs.push({
      topic: TOPICS[topic].name,
      key,
      value: this.#encoders.get(topic)!.encode(value),
      timestamp: eventTime,
    })
  }

  /** Writes a control record into every partition of the topics. */
  addControl(
    place: { readonly dataset: string; readonly epoch: number; readonly sequence: number },
    content: ControlContent,
    topics: readonly IngestTopic[],
  ): void {
    const control = controlRecord({ source: 'ingest', task: 0, tasks: 1 }, place, content)
    this.#outputs.push(...broadcast(control, this.#control, topics, this.#partitions))
  }

  setState(key: string, value: Uint8Array | null): void {
    this.#state.set(key, value === null ? null : sealed(value))
    this.#onState(key, value)
  }

  /** Writes what was collected up to this call, after what was committed before it. */
  async commit(): Promise<void> {
    const outputs = this.#outputs
    const state = this.#state
    if (outputs.length === 0 && state.size === 0) return this.#committed
    this.#outputs = []
    this.#state = new Map()
    const write = (): Promise<void> => this.#task.commit({ outputs, state, positions: [] })
    this.#committed = this.#committed.then(write)
    return this.#committed
  }
}
