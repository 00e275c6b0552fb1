import { createCodec } from '../../runtime/codec/codec.ts'
import { createConfluentRegistry } from '../../runtime/codec/confluent-registry.ts'
import type { SchemaRegistry } from '../../runtime/codec/port.ts'
import type { KafkaConfig, PulseConfig } from '../../runtime/config/pulse-config.ts'
import { LogError } from '../../runtime/errors.ts'
import { RestoringState } from '../../runtime/log/kafka/changelog.ts'
import { quietCut } from '../../runtime/log/kafka/quiet-cut.ts'
import { changelogTopic } from '../../runtime/log/kafka/task-layout.ts'
import type { EventLog, Position } from '../../runtime/log/port.ts'
import { TOPICS } from '../../schemas/topics.ts'
import { kafkaOptions } from '../reach/reach-kafka.ts'
import type { SourceOfCopy } from './copy-sources.ts'
import { SOURCE_TOPICS } from './written-by-sources.ts'

export const registryOf = ({ registry }: KafkaConfig): SchemaRegistry =>
  createConfluentRegistry(registry.url, registry.credentials)

/**
 * What is copied of a log on Kafka: the topics of the sources up to one moment, and their state at it.
 * @throws LogError `unavailable` where nothing was ever ingested, or no such moment comes
 */
export async function kafkaSource(
  log: EventLog,
  { application }: PulseConfig,
  kafka: KafkaConfig,
): Promise<SourceOfCopy> {
  const changelog = changelogTopic({ application, processor: 'ingest' })
  const topics = [changelog, ...SOURCE_TOPICS.map((topic) => TOPICS[topic].name)]
  for (const topic of topics)
    if ((await log.partitions(topic)) === undefined)
      throw new LogError(
        'unavailable',
        `Topic ${kafka.topicPrefix}${topic} does not exist: nothing has been ingested there. Check KAFKA_BROKERS and KAFKA_TOPIC_PREFIX.`,
      )
  const cut = await quietCut(
    kafkaOptions(kafka),
    topics.map((topic) => kafka.topicPrefix + topic),
  )
  const ends = cut.map((end) => ({ ...end, topic: end.topic.slice(kafka.topicPrefix.length) }))
  const registry = registryOf(kafka)
  return {
    log,
    registry,
    codec: createCodec(registry),
    state: await stateAt(log, ends.find(({ topic }) => topic === changelog)!),
    ends: ends.filter(({ topic }) => topic !== changelog),
  }
}

/** The sources' state as their changelog has it before an offset: read at once, while compaction leaves it alone. */
async function stateAt(log: EventLog, end: Position): Promise<ReadonlyMap<string, Uint8Array>> {
  const state = new RestoringState()
  for await (const { records } of log.read({ topic: end.topic, follow: false }))
    for (const record of records) if (record.offset < end.offset) state.add(record)
  return state.restored().state
}
