import { randomUUID } from 'node:crypto'
import type { PulseConfig } from '../../runtime/config/pulse-config.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { kafkaOf } from './kafka-of.ts'

/** Work on topics that nobody else has; they are deleted afterwards. */
export async function withOwnTopics<T>(home: string, work: (config: PulseConfig) => Promise<T>): Promise<T> {
  const prefix = `bench-${randomUUID().slice(0, 8)}.`
  const config = readConfig({ ...process.env, PULSE_HOME: home, KAFKA_TOPIC_PREFIX: prefix })
  try {
    return await work(config)
  } finally {
    const admin = kafkaOf(config).admin()
    await admin.connect()
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix))
    await admin.deleteTopics({ topics })
    await admin.disconnect()
  }
}
