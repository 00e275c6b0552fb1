import { randomUUID } from 'node:crypto'
import { describe } from 'vitest'
import { kafkaForTests } from '../support/kafka.ts'
import { sameDigestCases } from './same-digest.ts'

const kafka = await kafkaForTests()

describe.skipIf(kafka === undefined)('the same input on Kafka', () =>
  sameDigestCases(() => ({
    KAFKA_BROKERS: kafka!.brokers,
    SCHEMA_REGISTRY_URL: kafka!.registryUrl,
    KAFKA_TOPIC_PREFIX: `e2e-${randomUUID().slice(0, 8)}.`,
  })),
)
