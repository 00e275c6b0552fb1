import type { Admin } from 'kafkajs'
import { LogError } from '../../errors.ts'
import type { TopicSpec } from '../port.ts'
import type { KafkaClient } from './kafka-client.ts'
import { isKafkaFault } from './kafka-error.ts'
import { retrying } from './retrying.ts'

const FOR_EVER = '-1'
const DAY_MS = 24 * 60 * 60 * 1000
const TEN_YEARS_MS = 3_653 * DAY_MS
const COMPACTED_SEGMENT_BYTES = 16 * 1024 * 1024

/**
 * Topics through the admin interface. Partition counts never change, so a known count is not asked for again.
 */
export class Topics {
  readonly #client: KafkaClient
  readonly #admin: Admin
  readonly #counts = new Map<string, number>()

  constructor(client: KafkaClient) {
    this.#client = client
    this.#admin = client.kafka.admin()
  }

  async connect(): Promise<void> {
    await this.#retrying('Connecting to Kafka', () => this.#admin.connect())
  }

  async close(): Promise<void> {
    await this.#admin.disconnect()
  }

  /** Partition count, or undefined where the topic does not exist. */
  async partitions(topic: string): Promise<number | undefined> {
    const known = this.#counts.get(topic)
    if (known !== undefined) return known
    return this.#retrying(`Looking up topic ${topic}`, async () => {
      try {
        const { topics } = await this.#admin.fetchTopicMetadata({ topics: [topic] })
        const count = topics.find(({ name }) => name === topic)?.partitions.length
        if (count !== undefined) this.#counts.set(topic, count)
        return count
      } catch (error) {
        if (isKafkaFault(error, 'UNKNOWN_TOPIC_OR_PARTITION')) return undefined
        throw error
      }
    })
  }

  /** @throws LogError `topicMismatch` when the topic does not exist. */
  async existing(topic: string): Promise<number> {
    const count = await this.partitions(topic)
    if (count !== undefined) return count
    throw new LogError('topicMismatch', `Topic ${topic} does not exist: create it with ensureTopics.`)
  }

  /** @throws LogError `topicMismatch` when a topic exists with another partition count. */
  async ensure(specs: readonly TopicSpec[]): Promise<void> {
    const counts = await Promise.all(specs.map(({ name }) => this.partitions(name)))
    const missing = specs.filter((_, at) => counts[at] === undefined)
    if (missing.length > 0) await this.#create(missing)
    for (const { name, partitions } of specs) {
      const count = await this.#created(name)
      if (count !== partitions) {
        throw new LogError(
          'topicMismatch',
          `Topic ${name} has ${count} partitions, not ${partitions}: keys would move. ` +
            'Configure the existing count, or start with new topics.',
        )
      }
    }
  }

  /** The changelog of a processor: one compacted partition per task. */
  async ensureChangelog(name: string, tasks: number): Promise<void> {
    await this.ensure([{ name, partitions: tasks, cleanup: 'compact' }])
  }

  async #create(specs: readonly TopicSpec[]): Promise<void> {
    await this.#retrying(`Creating ${specs.map(({ name }) => name).join(', ')}`, async () => {
      // False where another process was first.
      await this.#admin.createTopics({
        topics: specs.map((spec) => ({
          topic: spec.name,
          numPartitions: spec.partitions,
          replicationFactor: this.#client.replicationFactor,
          configEntries: Object.entries(topicConfig(spec)).map(([name, value]) => ({ name, value })),
        })),
      })
    })
  }

  /** A new topic takes a moment until every broker knows it. */
  #created(topic: string): Promise<number> {
    return this.#retrying(`Waiting for topic ${topic}`, async () => {
      const count = await this.partitions(topic)
      if (count !== undefined) return count
      throw new LogError('unavailable', 'it has not appeared yet')
    })
  }

  #retrying<T>(what: string, attempt: () => Promise<T>): Promise<T> {
    return retrying(what, this.#client.retryForMs, attempt)
  }
}

/**
 * Timestamps are event time, years old during a replay: the broker's defaults would drop such records at once
 * and start a new segment for every week of them.
 */
function topicConfig({ cleanup, compactionLagMs, retentionMs }: TopicSpec): Record<string, string> {
  if (cleanup === 'compact') {
    return {
      'cleanup.policy': 'compact',
      'segment.bytes': String(COMPACTED_SEGMENT_BYTES),
      'segment.ms': String(TEN_YEARS_MS),
      ...(compactionLagMs === undefined ? {} : { 'min.compaction.lag.ms': String(compactionLagMs) }),
    }
  }
  const segmentMs = retentionMs === undefined ? TEN_YEARS_MS : Math.max(Math.ceil(retentionMs / 10), DAY_MS)
  return {
    'cleanup.policy': 'delete',
    'retention.ms': retentionMs === undefined ? FOR_EVER : String(retentionMs),
    'retention.bytes': FOR_EVER,
    'segment.ms': String(segmentMs),
  }
}
