import type { SASLOptions } from 'kafkajs'
import { createCodec } from '../runtime/codec/codec.ts'
import type { Codec } from '../runtime/codec/port.ts'
import type { PulseConfig } from '../runtime/config/pulse-config.ts'
import type { EventLog, TopicSpec } from '../runtime/log/port.ts'
import { prefixedLog } from '../runtime/log/prefixed-log.ts'
import type { PartitionCounts } from '../runtime/processor/control.ts'
import { TOPICS, type TopicKey } from '../schemas/topics.ts'

/** The log, its codec, and the topics as they stand. */
export interface OpenLog {
  readonly log: EventLog
  readonly codec: Codec
  readonly partitions: PartitionCounts
}

/** Barriers name versions of reference tables: a replay must find the one that held then. */
const KEEP_VERSIONS = { compactionLagMs: Number.MAX_SAFE_INTEGER } as const

/** Opens the log that the configuration names, with its registry, and creates missing topics. */
export async function openLog(config: PulseConfig): Promise<OpenLog> {
  const { log, codec } = config.kafka === undefined ? await embedded(config) : await kafka(config.kafka)
  const partitions = new Map<TopicKey, number>()
  const specs: TopicSpec[] = []
  for (const [key, { name, cleanup, partitioning }] of Object.entries(TOPICS)) {
    const existing = await log.partitions(name)
    const count = existing ?? (partitioning === 'keyed' ? config.partitions : 1)
    partitions.set(key as TopicKey, count)
    if (existing === undefined) specs.push({ name, cleanup, partitions: count, ...KEEP_VERSIONS })
  }
  await log.ensureTopics(specs)
  return { log, codec, partitions }
}

/**
 * Opens the log beside whoever writes it: nothing is created, and nothing can be written.
 * @throws LogError `unavailable` where there is no log
 */
export function openLogReader(config: PulseConfig): Promise<Pick<OpenLog, 'log' | 'codec'>> {
  return config.kafka === undefined ? embedded(config, true) : kafka(config.kafka)
}

async function embedded({ home }: PulseConfig, readOnly = false): Promise<Pick<OpenLog, 'log' | 'codec'>> {
  const [{ openEmbeddedLog }, { createInProcessRegistry }] = await Promise.all([
    import('../runtime/log/embedded/embedded-log.ts'),
    import('../runtime/codec/in-process-registry.ts'),
  ])
  const log = await openEmbeddedLog({ home, readOnly })
  return { log, codec: createCodec(createInProcessRegistry(home)) }
}

async function kafka(config: NonNullable<PulseConfig['kafka']>): Promise<Pick<OpenLog, 'log' | 'codec'>> {
  const [{ openKafkaLog }, { createConfluentRegistry }] = await Promise.all([
    import('../runtime/log/kafka/kafka-log.ts'),
    import('../runtime/codec/confluent-registry.ts'),
  ])
  const { brokers, ssl, sasl, replicationFactor, registry } = config
  const log = await openKafkaLog({
    brokers: [...brokers],
    ssl,
    ...(replicationFactor === undefined ? {} : { replicationFactor }),
    // kafkajs types each mechanism apart; all three take a name and a password.
    ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
  })
  return {
    log: config.topicPrefix === '' ? log : prefixedLog(log, config.topicPrefix),
    codec: createCodec(createConfluentRegistry(registry.url, registry.credentials)),
  }
}
