import { LogError } from '../../errors.ts'
import { MAX_RECORD_BYTES } from '../limits.ts'
import { partitionKey } from '../partition-key.ts'
import { encodeKey, hashPartition } from '../partitioner.ts'
import type {
  Commit,
  OutgoingRecord,
  Position,
  RecordBatch,
  RestoredState,
  TaskId,
  TaskLog,
  TopicPartition,
} from '../port.ts'
import { changelogRecords, RestoringState } from './changelog.ts'
import type { KafkaClient } from './kafka-client.ts'
import type { OwnWrites } from './own-writes.ts'
import { PartitionReader } from './partition-reader.ts'
import { PartitionStream } from './partition-stream.ts'
import type { PlacedMessage } from './send-plan.ts'
import { changelogTopic } from './task-layout.ts'
import { TaskProducer } from './task-producer.ts'
import type { Topics } from './topics.ts'

export interface TaskLogOptions {
  readonly client: KafkaClient
  readonly topics: Topics
  readonly ownWrites: OwnWrites
  readonly id: TaskId
  readonly inputs: readonly TopicPartition[]
  /** Told the positions of every commit, for the display of lag. */
  readonly onCommit?: (positions: readonly Position[]) => void
}

const RESTORE_RECORDS = 10_000
const RESTORE_WAIT_MS = 1_000

/**
 * A task on Kafka. Its transactional producer is opened first, which fences the previous owner and ends what he
 * left open; only then are state and positions read, from the task's partition of the changelog topic.
 */
export class KafkaTaskLog implements TaskLog {
  readonly id: TaskId
  readonly inputs: readonly TopicPartition[]
  readonly #options: TaskLogOptions
  readonly #reader: PartitionReader
  readonly #changelog: TopicPartition
  #producer: TaskProducer | undefined
  #stream: PartitionStream | undefined
  #positions = new Map<string, Position>()
  #ended: 'fenced' | 'closed' | undefined

  private constructor(options: TaskLogOptions, reader: PartitionReader, producer: TaskProducer) {
    this.id = options.id
    this.inputs = options.inputs
    this.#options = options
    this.#reader = reader
    this.#producer = producer
    this.#changelog = { topic: changelogTopic(options.id), partition: options.id.task }
  }

  static async open(options: TaskLogOptions): Promise<KafkaTaskLog> {
    const producer = await TaskProducer.open(options.client, transactionalId(options))
    try {
      const topics = new Set([...options.inputs.map(({ topic }) => topic), changelogTopic(options.id)])
      const reader = await PartitionReader.open(options.client, [...topics])
      return new KafkaTaskLog(options, reader, producer)
    } catch (error) {
      await producer.close()
      throw error
    }
  }

  async restore(): Promise<RestoredState> {
    this.#refuseWhenEnded()
    this.#producer ??= await TaskProducer.open(this.#options.client, transactionalId(this.#options))
    const restored = await this.#readChangelog()
    this.#positions = new Map(restored.positions.map((position) => [partitionKey(position), position]))
    return restored
  }

  async seek(positions: readonly Position[]): Promise<void> {
    this.#refuseWhenEnded()
    this.#stream?.close()
    const named = new Map(positions.map((position) => [partitionKey(position), position.offset]))
    const starts = await this.#reader.starts(this.inputs.filter((input) => !named.has(partitionKey(input))))
    const startOf = new Map(starts.map((position) => [partitionKey(position), position.offset]))
    this.#stream = new PartitionStream(
      this.#reader,
      this.inputs.map((input) => ({
        ...input,
        offset: named.get(partitionKey(input)) ?? startOf.get(partitionKey(input))!,
      })),
    )
  }

  async poll(options: {
    readonly maxRecords: number
    readonly waitMs: number
  }): Promise<readonly RecordBatch[]> {
    this.#refuseWhenEnded()
    if (this.#stream === undefined) await this.seek([])
    return this.#stream!.poll(options)
  }

  async commit({ outputs, state, positions }: Commit): Promise<void> {
    this.#refuseWhenEnded()
    if (this.#producer === undefined) {
      throw new LogError('aborted', `The last commit of ${this.#name()} failed: restore before the next one.`)
    }
    const merged = new Map(this.#positions)
    for (const position of positions) merged.set(partitionKey(position), position)
    const messages = await this.#placed(outputs)
    for (const { key, value } of changelogRecords(state, positions.length > 0 ? [...merged.values()] : [])) {
      messages.push(message(this.#changelog.topic, this.#changelog.partition, Buffer.from(key), { value }))
    }
    if (messages.length === 0) return
    try {
      this.#options.ownWrites.note(await this.#producer.commit(messages))
    } catch (error) {
      await this.#discardProducer()
      if (error instanceof LogError && error.code === 'fenced') this.#ended ??= 'fenced'
      throw error
    }
    this.#positions = merged
    this.#options.onCommit?.([...merged.values()])
  }

  async close(): Promise<void> {
    if (this.#ended === 'closed') return
    this.#ended = 'closed'
    this.#stream?.close()
    await Promise.all([this.#reader.close(), this.#discardProducer()])
  }

  async #readChangelog(): Promise<RestoredState> {
    const restoring = new RestoringState()
    const [[start], [end]] = await Promise.all([
      this.#reader.starts([this.#changelog]),
      this.#options.ownWrites.ends(this.#reader, [this.#changelog]),
    ])
    const stream = new PartitionStream(this.#reader, [start!])
    for (let next = start!.offset; next < end!.offset; ) {
      const batches = await stream.poll({ maxRecords: RESTORE_RECORDS, waitMs: RESTORE_WAIT_MS })
      for (const { records, nextOffset } of batches) {
        for (const record of records) restoring.add(record)
        next = nextOffset
      }
    }
    stream.close()
    return restoring.restored()
  }

  async #placed(outputs: readonly OutgoingRecord[]): Promise<PlacedMessage[]> {
    const counts = new Map<string, number>()
    for (const { topic } of outputs) {
      if (!counts.has(topic)) counts.set(topic, await this.#options.topics.existing(topic))
    }
    return outputs.map((record) => {
      const count = counts.get(record.topic)!
      const { bytes, hash } = encodeKey(record.key)
      const partition = record.partition ?? hashPartition(hash, count)
      if (partition < count) return message(record.topic, partition, bytes, record)
      throw new LogError(
        'topicMismatch',
        `Topic ${record.topic} has ${count} partitions: there is no partition ${partition}.`,
      )
    })
  }

  async #discardProducer(): Promise<void> {
    const producer = this.#producer
    this.#producer = undefined
    await producer?.close()
  }

  #refuseWhenEnded(): void {
    if (this.#ended === 'fenced') {
      throw new LogError('fenced', `${this.#name()} was taken over by another process.`)
    }
    if (this.#ended === 'closed') throw new LogError('closed', `${this.#name()} is closed.`)
  }

  #name(): string {
    return `Task ${this.id.task} of ${this.id.application}/${this.id.processor}`
  }
}

function transactionalId({ client, id }: TaskLogOptions): string {
  return `${client.groupPrefix}${id.application}-${id.processor}-${id.task}`
}

type Content = Pick<OutgoingRecord, 'value' | 'headers'> & { readonly timestamp?: number }

function message(topic: string, partition: number, keyBytes: Uint8Array, content: Content): PlacedMessage {
  const { timestamp, headers } = content
  const key = asBuffer(keyBytes)
  const value = content.value === null ? null : asBuffer(content.value)
  const bytes = key.length + (value?.length ?? 0) + (headers === undefined ? 0 : headerBytes(headers))
  if (bytes > MAX_RECORD_BYTES) {
    throw new LogError(
      'recordTooLarge',
      `Record of ${bytes} bytes for ${topic}/${partition}, key ${key}: at most ${MAX_RECORD_BYTES} are possible.`,
    )
  }
  return {
    topic,
    partition,
    key,
    value,
    bytes,
    ...(timestamp === undefined ? undefined : { timestamp: String(timestamp) }),
    ...(headers === undefined ? undefined : { headers }),
  }
}

function headerBytes(headers: Readonly<Record<string, string>>): number {
  return Object.entries(headers).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  )
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
