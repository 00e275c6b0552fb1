import type { KafkaConfig } from '../../runtime/config/pulse-config.ts'
import type { KafkaOptions } from '../../runtime/log/kafka/kafka-client.ts'
import type { EventLog } from '../../runtime/log/port.ts'
import { kafkaConnection } from './kafka-connection.ts'

/** kafkajs' own warnings and errors; most are about faults that are retried. */
export type OnKafkaWarning = (message: string, details: Readonly<Record<string, unknown>>) => void

type More = Pick<KafkaOptions, 'retryForMs' | 'onWarning'>

/** Opens Kafka as the configuration names it. @throws LogError `unavailable` */
export async function openKafka(config: KafkaConfig, more: More = {}): Promise<EventLog> {
  const { openKafkaLog } = await import('../../runtime/log/kafka/kafka-log.ts')
  return openKafkaLog({ ...kafkaOptions(config), ...more })
}

/**
 * Signs in, asks the cluster where its brokers are, and goes to one of them, as every service will: where a broker tells
 * its clients to look for it is its own affair, and often wrong.
 * @throws what kafkajs throws
 */
export async function reachKafka(config: KafkaConfig): Promise<void> {
  const { createKafkaClient } = await import('../../runtime/log/kafka/kafka-client.ts')
  const admin = createKafkaClient(kafkaOptions(config)).kafka.admin()
  try {
    await admin.connect()
    await admin.describeCluster()
  } finally {
    await admin.disconnect()
  }
}

/** What the configuration says of Kafka, as the log takes it. */
export const kafkaOptions = ({ replicationFactor, ...kafka }: KafkaConfig): KafkaOptions => ({
  ...kafkaConnection(kafka),
  ...(replicationFactor === undefined ? {} : { replicationFactor }),
})
