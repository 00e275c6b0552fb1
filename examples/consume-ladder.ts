/** Prints the tiers of the limit-up ladder as they change: node --import tsx examples/consume-ladder.ts */
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import { Kafka, logLevel } from 'kafkajs'
import type { LadderTier } from '../schemas/generated/events.ts'

const { KAFKA_BROKERS = '', SCHEMA_REGISTRY_URL = '', KAFKA_TOPIC_PREFIX = '' } = process.env
const registry = new SchemaRegistry({ host: SCHEMA_REGISTRY_URL })
const kafka = new Kafka({ brokers: KAFKA_BROKERS.split(','), logLevel: logLevel.ERROR })
// read_committed: what a writer aborted is never seen. A group of its own: every run begins at the beginning.
const consumer = kafka.consumer({ groupId: `consume-ladder-${Date.now()}`, readUncommitted: false })
const latest = new Map<string, LadderTier>()

await consumer.connect()
await consumer.subscribe({ topic: `${KAFKA_TOPIC_PREFIX}sentiment.ladder`, fromBeginning: true })
await consumer.run({
  eachMessage: async ({ message: { key, value } }) => {
    const name = String(key)
    if (name.startsWith('~control/') || value === null) return
    const tier: LadderTier = await registry.decode(value)
    const known = latest.get(name)
    if (known && (tier.epoch - known.epoch || tier.revision - known.revision) < 0) return
    latest.set(name, tier)
    if (known?.boards !== tier.boards || known.promoted !== tier.promoted) print(name, tier)
  },
})
process.once('SIGINT', () => consumer.disconnect())

function print(name: string, { eventTime, boards, promoted, base, final }: LadderTier): void {
  const time = new Date(eventTime).toLocaleTimeString('en-GB', { timeZone: 'Asia/Shanghai' })
  const promotion = base === null ? 'no history' : `promoted ${promoted}/${base}`
  console.log(`${time} ${name}: ${boards} symbols, ${promotion}${final ? '' : ', provisional'}`)
}
