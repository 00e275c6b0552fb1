import type { Cluster } from 'kafkajs'
import { LogError } from '../../errors.ts'
import { partitionKey } from '../partition-key.ts'
import type { Position, TopicPartition } from '../port.ts'
import { CommittedRecords } from './fetched-partition.ts'
import { type KafkaClient, openCluster } from './kafka-client.ts'
import { isKafkaFault, logError } from './kafka-error.ts'
import { fetchRaw } from './raw-fetch.ts'
import { retrying } from './retrying.ts'

export interface FetchOptions {
  /** How long the broker may wait for the first record. */
  readonly waitMs: number
  /** Soft limits: a broker always sends at least one whole record batch. */
  readonly maxBytes: number
  readonly maxBytesPerPartition: number
}

export interface OpenOptions {
  /** `ends` are those of what is written, decided or not; records are committed ones all the same. */
  readonly uncommitted?: boolean
}

const READ_COMMITTED = 1

/** Reads committed records of any partitions over a connection of its own, outside any consumer group. */
export class PartitionReader {
  readonly #client: KafkaClient
  readonly #cluster: Cluster
  #closed = false

  private constructor(client: KafkaClient, options: OpenOptions) {
    this.#client = client
    this.#cluster = openCluster(client.kafka, options)
  }

  /** A reader for topics that are known to exist. @throws LogError `unavailable` */
  static async open(
    client: KafkaClient,
    topics: readonly string[],
    options: OpenOptions = {},
  ): Promise<PartitionReader> {
    const reader = new PartitionReader(client, options)
    try {
      await reader.#retrying(`Connecting to read ${topics.join(', ')}`, async () => {
        await reader.#cluster.connect()
        await reader.#cluster.addMultipleTargetTopics([...topics])
      })
      return reader
    } catch (error) {
      await reader.close()
      throw error
    }
  }

  /** All partitions of a topic that was named when the reader was opened. */
  partitions(topic: string): TopicPartition[] {
    return this.#cluster
      .findTopicPartitionMetadata(topic)
      .map(({ partitionId: partition }) => ({ topic, partition }))
      .sort((a, b) => a.partition - b.partition)
  }

  /** First offset that is still stored. */
  starts(partitions: readonly TopicPartition[]): Promise<Position[]> {
    return this.#offsets(partitions, true)
  }

  /** Committed end: the last stable offset, before which nothing is undecided. */
  ends(partitions: readonly TopicPartition[]): Promise<Position[]> {
    return this.#offsets(partitions, false)
  }

  /** Partitions by the broker that leads them now. @throws LogError `unavailable` */
  leaders(positions: readonly Position[]): Map<string, Position[]> {
    const byLeader = new Map<string, Position[]>()
    for (const position of positions) {
      const leader = this.#leader(position)
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), position])
    }
    return byLeader
  }

  /**
   * One fetch of these partitions; it waits for the slowest of their leaders. Partitions without news are absent
   * from the result. A position before the first stored offset goes on there: retention has dropped what was
   * between.
   * @throws LogError `corrupt` when a position lies beyond the end, `unavailable`, `closed`.
   */
  fetch(positions: readonly Position[], options: FetchOptions): Promise<CommittedRecords[]> {
    return this.#retrying(`Fetching ${positions.map(partitionKey).join(', ')}`, async () => {
      try {
        const groups = [...this.leaders(positions)]
        const fetches = groups.map(([leader, led]) => this.#fetchOnce(leader, led, options))
        return (await Promise.all(fetches)).flat()
      } catch (error) {
        if (isKafkaFault(error, 'KafkaJSOffsetOutOfRange')) return this.#backWithinRange(positions)
        await this.#recover(error)
        throw error
      }
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#cluster.disconnect()
  }

  #leader({ topic, partition }: TopicPartition): string {
    try {
      const [leader] = Object.keys(this.#cluster.findLeaderForPartitions(topic, [partition]))
      if (leader !== undefined) return leader
    } catch (cause) {
      throw logError(`Looking for the leader of ${topic}/${partition}`, cause)
    }
    throw new LogError('unavailable', `Partition ${topic}/${partition} has no leader.`)
  }

  async #fetchOnce(
    leader: string,
    positions: readonly Position[],
    { waitMs, maxBytes, maxBytesPerPartition }: FetchOptions,
  ): Promise<CommittedRecords[]> {
    const offsets = new Map(positions.map((position) => [partitionKey(position), position.offset]))
    const broker = await this.#cluster.findBroker({ nodeId: leader })
    const fetched = await fetchRaw(broker, {
      isolationLevel: READ_COMMITTED,
      maxWaitTime: waitMs,
      maxBytes,
      topics: byTopic(positions).map(([topic, wanted]) => ({
        topic,
        partitions: wanted.map(({ partition, offset }) => ({
          partition,
          fetchOffset: String(offset),
          maxBytes: maxBytesPerPartition,
        })),
      })),
    })
    return fetched.flatMap((partition) => {
      const from = offsets.get(partitionKey(partition))!
      const records = new CommittedRecords(partition, from)
      return records.nextOffset > from ? [records] : []
    })
  }

  async #backWithinRange(positions: readonly Position[]): Promise<CommittedRecords[]> {
    const [starts, ends] = await Promise.all([this.starts(positions), this.ends(positions)])
    return positions.flatMap((position) => {
      const start = offsetIn(starts, position)
      if (position.offset < start) return [nothingUntil(position, start)]
      if (position.offset <= offsetIn(ends, position)) return []
      throw new LogError(
        'corrupt',
        `Position ${position.offset} of ${partitionKey(position)} lies beyond its end ${offsetIn(ends, position)}: ` +
          'the topic was made anew since. Delete the changelog topics of its readers and rebuild.',
      )
    })
  }

  async #offsets(partitions: readonly TopicPartition[], fromBeginning: boolean): Promise<Position[]> {
    if (partitions.length === 0) return []
    return this.#retrying(`Looking up offsets of ${partitions.map(partitionKey).join(', ')}`, async () => {
      try {
        const found = await this.#cluster.fetchTopicsOffset(
          byTopic(partitions).map(([topic, wanted]) => ({
            topic,
            partitions: wanted.map(({ partition }) => ({ partition })),
            fromBeginning,
          })),
        )
        const positions = found.flatMap(({ topic, partitions: offsets }) =>
          offsets.map(({ partition, offset }) => ({ topic, partition, offset: Number(offset) })),
        )
        return positions.sort((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition)
      } catch (error) {
        await this.#recover(error)
        throw error
      }
    })
  }

  /** What kafkajs' own consumer does between attempts: forget a broken connection, look for the new leader. */
  async #recover(error: unknown): Promise<void> {
    if (this.#closed) throw new LogError('closed', 'The reader was closed.', { cause: error })
    const { name, host, port } = error as { name?: string; host?: string; port?: number }
    if (name === 'KafkaJSConnectionClosedError' && host !== undefined && port !== undefined) {
      this.#cluster.removeBroker({ host, port })
    }
    await this.#cluster.connect()
    await this.#cluster.refreshMetadata()
  }

  #retrying<T>(what: string, attempt: () => Promise<T>): Promise<T> {
    return retrying(what, this.#client.retryForMs, async () => {
      try {
        return await attempt()
      } catch (error) {
        if (this.#closed) throw new LogError('closed', 'The reader was closed.', { cause: error })
        if (isKafkaFault(error, 'UNKNOWN_TOPIC_OR_PARTITION')) {
          throw logError(
            `${what} (a topic does not exist; create it with ensureTopics)`,
            error,
            'topicMismatch',
          )
        }
        throw error
      }
    })
  }
}

/** Nothing is stored before that offset. */
const nothingUntil = ({ topic, partition }: TopicPartition, start: number): CommittedRecords =>
  new CommittedRecords({ topic, partition, abortedTransactions: [], batches: [] }, start)

function offsetIn(positions: readonly Position[], wanted: TopicPartition): number {
  return positions.find((position) => partitionKey(position) === partitionKey(wanted))!.offset
}

function byTopic<P extends TopicPartition>(partitions: readonly P[]): [string, P[]][] {
  const topics = new Map<string, P[]>()
  for (const partition of partitions) {
    const found = topics.get(partition.topic)
    if (found === undefined) topics.set(partition.topic, [partition])
    else found.push(partition)
  }
  return [...topics]
}
