import { type Admin, Kafka, logLevel, type SASLOptions } from 'kafkajs'
import type { KafkaConfig } from '../../runtime/config/pulse-config.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { ConfigError } from '../../runtime/errors.ts'

/** Kafka's admin interface, as the environment names it. */
export async function connectAdmin(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly admin: Admin; readonly config: KafkaConfig; close(): Promise<void> }> {
  const { kafka: config } = readConfig({ SCHEMA_REGISTRY_URL: 'http://not.used', ...env })
  if (config === undefined) throw new ConfigError('missing', 'Set KAFKA_BROKERS to the cluster.')
  const { brokers, ssl, sasl } = config
  const kafka = new Kafka({
    clientId: 'ashare-pulse-admin',
    brokers: [...brokers],
    ssl,
    logLevel: logLevel.NOTHING,
    retry: { retries: 3 },
    ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
  })
  const admin = kafka.admin()
  await admin.connect()
  return { admin, config, close: () => admin.disconnect() }
}
