import { randomUUID } from 'node:crypto'
import { describe, inject } from 'vitest'
import { sameDigestCases } from '../e2e/same-digest.ts'

const servers = inject('servers')

describe.skipIf(servers === null)('the same input on Kafka and a ClickHouse server', () =>
  sameDigestCases(() => {
    const run = randomUUID().slice(0, 8)
    return {
      KAFKA_BROKERS: servers!.brokers,
      SCHEMA_REGISTRY_URL: servers!.registryUrl,
      KAFKA_TOPIC_PREFIX: `containers-${run}.`,
      CLICKHOUSE_URL: `${servers!.clickhouseUrl}/containers_${run}`,
    }
  }),
)
