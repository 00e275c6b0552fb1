import { type Admin, Kafka, logLevel } from 'kafkajs'
import { kafkaConnection } from '../../cli/reach/kafka-connection.ts'
import type { KafkaConfig } from '../../runtime/config/pulse-config.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { ConfigError } from '../../runtime/errors.ts'

/** Kafka's admin interface, as the environment names it. */
export async function connectAdmin(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly admin: Admin; readonly config: KafkaConfig; close(): Promise<void> }> {
  const { kafka: config } = readConfig({ SCHEMA_REGISTRY_URL: 'http://not.used', ...env })
  if (config === undefined) throw new ConfigError('missing', 'Set KAFKA_BROKERS to the cluster.')
  const kafka = new Kafka({
    ...kafkaConnection(config),
    clientId: 'ashare-pulse-admin',
    logLevel: logLevel.NOTHING,
    retry: { retries: 3 },
  })
  const admin = kafka.admin()
  await admin.connect()
  return { admin, config, close: () => admin.disconnect() }
}
