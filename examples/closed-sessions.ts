/** Counts the limit-ups of a session once it is complete: node --import tsx examples/closed-sessions.ts */
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import { Kafka, logLevel } from 'kafkajs'
import type { Control, LimitState } from '../schemas/generated/events.ts'

const { KAFKA_BROKERS = '', SCHEMA_REGISTRY_URL = '', KAFKA_TOPIC_PREFIX = '' } = process.env
const topic = `${KAFKA_TOPIC_PREFIX}sentiment.limit-state`
const registry = new SchemaRegistry({ host: SCHEMA_REGISTRY_URL })
const kafka = new Kafka({ brokers: KAFKA_BROKERS.split(','), logLevel: logLevel.ERROR })
const consumer = kafka.consumer({ groupId: `closed-sessions-${Date.now()}`, readUncommitted: false })
const sealed = new Map<string, Map<string, number>>()
const closed = new Map<string, Set<string>>()

await consumer.connect()
const admin = kafka.admin()
const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
await admin.disconnect()
const partitions = topics[0]!.partitions.length
await consumer.subscribe({ topic, fromBeginning: true })
await consumer.run({
  eachMessage: async ({ partition, message: { key, value } }) => take(String(key), value!, partition),
})
process.once('SIGINT', () => consumer.disconnect())

async function take(key: string, value: Buffer, partition: number): Promise<void> {
  if (!key.startsWith('~control/')) {
    const { dataset, epoch, symbol, tradeDate, up, inUniverse, streak }: LimitState =
      await registry.decode(value)
    const counted = entry(sealed, `${dataset} ${tradeDate} epoch ${epoch}`, () => new Map())
    return void (up === 'sealed' && inUniverse ? counted.set(symbol, streak) : counted.delete(symbol))
  }
  const { dataset, epoch, kind, session, source, task, tasks }: Control = await registry.decode(value)
  if (kind !== 'watermark' || session === null) return
  const name = `${dataset} ${session} epoch ${epoch}`
  // One copy per partition from every task of the writer: with the last of them, nothing of the session is missing.
  const copies = entry(closed, name, () => new Set()).add(`${source}/${task}/${partition}`)
  const streaks = [...(sealed.get(name)?.values() ?? [])]
  if (copies.size === tasks * partitions)
    console.log(`${name}: ${streaks.length} limit-ups, tallest ${Math.max(0, ...streaks)}`)
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}
