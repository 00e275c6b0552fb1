import type { SASLOptions } from 'kafkajs'
import type { KafkaConfig } from '../../runtime/config/pulse-config.ts'
import type { EventLog } from '../../runtime/log/port.ts'
import { TOPICS } from '../../schemas/topics.ts'

/** kafkajs' own warnings and errors; most are about faults that are retried. */
export type OnKafkaWarning = (message: string, details: Readonly<Record<string, unknown>>) => void

/** Opens Kafka as the configuration names it. @throws LogError `unavailable` */
export async function openKafka(
  config: KafkaConfig,
  more: { readonly retryForMs?: number; readonly onWarning?: OnKafkaWarning } = {},
): Promise<EventLog> {
  const { openKafkaLog } = await import('../../runtime/log/kafka/kafka-log.ts')
  const { brokers, ssl, sasl, replicationFactor } = config
  return openKafkaLog({
    brokers,
    ssl,
    ...more,
    ...(replicationFactor === undefined ? {} : { replicationFactor }),
    // kafkajs types each mechanism apart; all three take a name and a password.
    ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
  })
}

/** Signs in and asks for a topic, as every service will; there is no other try. @throws LogError */
export async function reachKafka(config: KafkaConfig): Promise<void> {
  const log = await openKafka(config, { retryForMs: 1 })
  try {
    await log.partitions(`${config.topicPrefix}${TOPICS.datasets.name}`)
  } finally {
    await log.close()
  }
}
