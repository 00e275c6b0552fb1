import { LogError } from '../../errors.ts'
import { partitionKey } from '../partition-key.ts'
import type {
  EventLog,
  Position,
  ReadOptions,
  RecordBatch,
  TaskGroup,
  TaskGroupSpec,
  TaskId,
  TaskRunner,
  TopicSpec,
} from '../port.ts'
import { RestoringState } from './changelog.ts'
import { createKafkaClient, type KafkaClient, type KafkaOptions } from './kafka-client.ts'
import { OwnWrites } from './own-writes.ts'
import { PartitionReader } from './partition-reader.ts'
import { PartitionStream } from './partition-stream.ts'
import { KafkaTaskGroup } from './task-group.ts'
import { changelogTopic } from './task-layout.ts'
import { Topics } from './topics.ts'

const READ_RECORDS = 5_000
const READ_WAIT_MS = 250

/** The event log on Kafka. @throws LogError `unavailable` */
export async function openKafkaLog(options: KafkaOptions): Promise<EventLog> {
  const client = createKafkaClient(options)
  const topics = new Topics(client)
  try {
    await topics.connect()
  } catch (error) {
    await topics.close()
    throw error
  }
  return new KafkaLog(client, topics)
}

class KafkaLog implements EventLog {
  readonly kind = 'kafka'
  readonly #client: KafkaClient
  readonly #topics: Topics
  readonly #ownWrites = new OwnWrites()
  readonly #groups = new Set<TaskGroup>()
  readonly #readers = new Set<PartitionReader>()
  #closed = false

  constructor(client: KafkaClient, topics: Topics) {
    this.#client = client
    this.#topics = topics
  }

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    this.#refuseWhenClosed()
    await this.#topics.ensure(topics)
  }

  async partitions(topic: string): Promise<number | undefined> {
    this.#refuseWhenClosed()
    return this.#topics.partitions(topic)
  }

  async ends(topic: string): Promise<readonly Position[]> {
    this.#refuseWhenClosed()
    return this.#withReader(topic, (reader) => this.#ownWrites.ends(reader, reader.partitions(topic)))
  }

  async committed(processor: Pick<TaskId, 'application' | 'processor'>): Promise<readonly Position[]> {
    const topic = changelogTopic(processor)
    if ((await this.partitions(topic)) === undefined) return []
    const tasks = new Map<number, RestoringState>()
    for await (const { partition, records } of this.read({ topic, follow: false })) {
      const task = tasks.get(partition) ?? new RestoringState()
      tasks.set(partition, task)
      for (const record of records) task.add(record)
    }
    return [...tasks.values()].flatMap((task) => task.restored().positions)
  }

  async *read({ topic, partitions, from = [], follow, signal }: ReadOptions): AsyncIterable<RecordBatch> {
    this.#refuseWhenClosed()
    const reader = await this.#openReader(topic)
    try {
      const wanted = reader
        .partitions(topic)
        .filter(({ partition }) => partitions === undefined || partitions.includes(partition))
      const starts = await reader.starts(wanted)
      const named = new Map(from.map((position) => [partitionKey(position), position]))
      const positions = starts.map((start) => named.get(partitionKey(start)) ?? start)
      const ends = follow ? undefined : await this.#ownWrites.ends(reader, wanted)
      yield* follow || ends === undefined
        ? readOn(reader, positions, signal)
        : readUntil(reader, positions, ends, signal)
    } finally {
      await this.#closeReader(reader)
    }
  }

  async join(spec: TaskGroupSpec, run: TaskRunner): Promise<TaskGroup> {
    this.#refuseWhenClosed()
    const shared = { client: this.#client, topics: this.#topics, ownWrites: this.#ownWrites }
    const group = await KafkaTaskGroup.join(shared, spec, run)
    this.#groups.add(group)
    return group
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await Promise.all([...this.#groups].map((group) => group.stop()))
    await Promise.all([...this.#readers].map((reader) => this.#closeReader(reader)))
    await this.#topics.close()
  }

  async #withReader<T>(topic: string, use: (reader: PartitionReader) => Promise<T>): Promise<T> {
    const reader = await this.#openReader(topic)
    try {
      return await use(reader)
    } finally {
      await this.#closeReader(reader)
    }
  }

  async #openReader(topic: string): Promise<PartitionReader> {
    await this.#topics.existing(topic)
    const reader = await PartitionReader.open(this.#client, [topic])
    this.#readers.add(reader)
    return reader
  }

  async #closeReader(reader: PartitionReader): Promise<void> {
    this.#readers.delete(reader)
    await reader.close()
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new LogError('closed', 'The event log is closed.')
  }
}

async function* readOn(
  reader: PartitionReader,
  positions: readonly Position[],
  signal: AbortSignal | undefined,
): AsyncGenerator<RecordBatch> {
  const stream = new PartitionStream(reader, positions)
  while (signal?.aborted !== true) {
    yield* await stream.poll({ maxRecords: READ_RECORDS, waitMs: READ_WAIT_MS })
  }
}

async function* readUntil(
  reader: PartitionReader,
  positions: readonly Position[],
  ends: readonly Position[],
  signal: AbortSignal | undefined,
): AsyncGenerator<RecordBatch> {
  const endOf = new Map(ends.map((end) => [partitionKey(end), end.offset]))
  const open = new Map(
    positions
      .filter((position) => position.offset < endOf.get(partitionKey(position))!)
      .map((position) => [partitionKey(position), position]),
  )
  const stream = new PartitionStream(reader, [...open.values()])
  while (open.size > 0 && signal?.aborted !== true) {
    for (const batch of await stream.poll({ maxRecords: READ_RECORDS, waitMs: READ_WAIT_MS })) {
      const end = endOf.get(partitionKey(batch))!
      if (!open.has(partitionKey(batch))) continue
      if (batch.nextOffset >= end) open.delete(partitionKey(batch))
      const records =
        batch.nextOffset > end ? batch.records.filter(({ offset }) => offset < end) : batch.records
      yield { ...batch, records, nextOffset: Math.min(batch.nextOffset, end) }
    }
  }
}
