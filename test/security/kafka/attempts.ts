import { type Cluster, Kafka, logLevel, type SASLOptions } from 'kafkajs'
import { readConfig } from '../../../runtime/config/read-config.ts'
import { openCluster } from '../../../runtime/log/kafka/kafka-client.ts'

const RETRY = { retries: 0 }

/** Somebody who is signed in and tries things by kafkajs alone, whatever our own code would do. */
export class Attempts {
  readonly kafka: Kafka

  constructor(env: Readonly<Record<string, string>>) {
    const { brokers, ssl, sasl } = readConfig(env).kafka!
    this.kafka = new Kafka({
      brokers: [...brokers],
      ssl,
      logLevel: logLevel.NOTHING,
      retry: RETRY,
      ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
    })
  }

  /** Which of the topics could be written to, by trying. Refusals leave nothing behind. */
  async writable(topics: readonly string[]): Promise<string[]> {
    const producer = this.kafka.producer({ retry: RETRY, allowAutoTopicCreation: false })
    await producer.connect()
    const taken: string[] = []
    for (const topic of topics) {
      const outcome = await refusal(producer.send({ topic, messages: [{ key: 'x', value: 'poison' }] }))
      if (outcome !== 'TOPIC_AUTHORIZATION_FAILED') taken.push(`${topic}: ${outcome}`)
    }
    await producer.disconnect()
    return taken
  }

  /** Which of the topics could be read, by trying. */
  async readable(topics: readonly string[]): Promise<string[]> {
    const cluster = openCluster(this.kafka)
    await cluster.connect()
    const taken: string[] = []
    for (const topic of topics) {
      const outcome = await refusal(fetchOnce(cluster, topic))
      if (outcome !== 'TOPIC_AUTHORIZATION_FAILED') taken.push(`${topic}: ${outcome}`)
    }
    await cluster.disconnect()
    return taken
  }

  async transaction(transactionalId: string): Promise<string | undefined> {
    const producer = this.kafka.producer({ transactionalId, maxInFlightRequests: 1, retry: RETRY })
    await producer.connect()
    const outcome = await refusal(producer.transaction())
    await producer.disconnect()
    return outcome
  }

  async group(groupId: string, topic: string): Promise<string | undefined> {
    const consumer = this.kafka.consumer({ groupId, retry: RETRY })
    await consumer.connect()
    await refusal(consumer.subscribe({ topic }))
    const crash = new Promise<string | undefined>((resolve) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => resolve(typeOf(payload.error)))
      consumer.on(consumer.events.GROUP_JOIN, () => resolve(undefined))
    })
    const failed = await refusal(consumer.run({ eachMessage: async () => undefined }))
    const outcome = failed ?? (await crash)
    await consumer.disconnect()
    return outcome
  }

  async withAdmin(
    attempt: (admin: ReturnType<Kafka['admin']>) => Promise<unknown>,
  ): Promise<string | undefined> {
    const admin = this.kafka.admin({ retry: RETRY })
    await admin.connect()
    try {
      return await refusal(attempt(admin))
    } finally {
      await admin.disconnect()
    }
  }
}

/** What Kafka refused with; undefined when it did not. */
export async function refusal(attempt: Promise<unknown>): Promise<string | undefined> {
  return attempt.then(() => undefined, typeOf)
}

function typeOf(error: unknown): string {
  let last = 'unknown'
  const seen = new Set<unknown>()
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    const { type, message, cause, errors } = value as {
      type?: string
      message?: string
      cause?: unknown
      errors?: unknown[]
    }
    if (type !== undefined) last = type
    else if (last === 'unknown' && message !== undefined) last = message
    look(cause)
    for (const inner of errors ?? []) look(inner)
  }
  look(error)
  return last
}

async function fetchOnce(cluster: Cluster, topic: string): Promise<unknown> {
  await cluster.addTargetTopic(topic)
  await cluster.refreshMetadata()
  const [first] = cluster.findTopicPartitionMetadata(topic)
  const broker = await cluster.findBroker({ nodeId: String(first!.leader) })
  const partitions = [{ partition: first!.partitionId, fetchOffset: '0', maxBytes: 1_000 }]
  return (broker as unknown as { fetch(request: object): Promise<unknown> }).fetch({
    isolationLevel: 1,
    maxWaitTime: 1,
    minBytes: 0,
    maxBytes: 1_000,
    topics: [{ topic, partitions }],
  })
}
