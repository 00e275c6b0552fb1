import { randomUUID } from 'node:crypto'
import { createConfluentRegistry } from '../../../runtime/codec/confluent-registry.ts'
import { createInProcessRegistry } from '../../../runtime/codec/in-process-registry.ts'
import type { SchemaRegistry } from '../../../runtime/codec/port.ts'
import { openEmbeddedLog } from '../../../runtime/log/embedded/embedded-log.ts'
import { openKafkaLog } from '../../../runtime/log/kafka/kafka-log.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import { prefixedLog } from '../../../runtime/log/prefixed-log.ts'
import { kafkaForTests } from '../../support/kafka.ts'
import { withHome } from '../../support/pulse-process.ts'

export type Adapter = 'embedded' | 'Kafka'

const kafka = await kafkaForTests()
export const ADAPTERS: readonly Adapter[] = kafka === undefined ? ['embedded'] : ['embedded', 'Kafka']

export interface Opened {
  readonly log: EventLog
  readonly registry: SchemaRegistry
}

/** A log and a registry of their own; opened again and again, as by processes that come one after the other. */
export async function withLog<T>(on: Adapter, work: (open: () => Promise<Opened>) => Promise<T>): Promise<T> {
  if (on === 'embedded')
    return withHome((home) =>
      work(async () => ({
        log: await openEmbeddedLog({ home, sync: false }),
        registry: createInProcessRegistry(home),
      })),
    )
  const prefix = `evolution-${randomUUID().slice(0, 8)}.`
  const registry = createConfluentRegistry(kafka!.registryUrl)
  // Subjects are those of the whole registry: each test has its own, as it has its own topics.
  const own: SchemaRegistry = {
    register: (subject, schema) => registry.register(`${prefix}${subject}`, schema),
    schema: (id) => registry.schema(id),
  }
  return work(async () => ({
    log: prefixedLog(await openKafkaLog({ brokers: [...kafka!.brokers.split(',')] }), prefix),
    registry: own,
  }))
}
