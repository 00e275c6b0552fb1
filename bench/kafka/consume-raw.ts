import { randomUUID } from 'node:crypto'
import { avroType, SCHEMAS } from '../../runtime/codec/schemas.ts'
import type { PulseConfig } from '../../runtime/config/pulse-config.ts'
import { isControlKey } from '../../runtime/processor/control.ts'
import { TOPICS } from '../../schemas/topics.ts'
import { kafkaOf } from './kafka-of.ts'

/** Bytes of the wire format before the Avro body. */
const HEADER_BYTES = 5

/**
 * The least that any consumer of a topic must do: kafkajs reads it, avsc decodes it.
 * @param begins is called with the first batch
 * @returns seconds from then to the last of so many records, control records not counted
 */
export async function consumeRaw(
  config: PulseConfig,
  topic: 'bars1d' | 'ticks',
  records: number,
  begins: () => void = () => undefined,
): Promise<number> {
  const type = avroType(SCHEMAS[TOPICS[topic].schema])
  const consumer = kafkaOf(config).consumer({ groupId: `bench-${randomUUID()}` })
  await consumer.connect()
  await consumer.subscribe({
    topic: `${config.kafka!.topicPrefix}${TOPICS[topic].name}`,
    fromBeginning: true,
  })
  let begun: number | undefined
  let seen = 0
  const seconds = await new Promise<number>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        async eachBatch({ batch }) {
          if (begun === undefined) {
            begun = performance.now()
            begins()
          }
          for (const { key, value } of batch.messages) {
            if (key === null || value === null || isControlKey(key.toString())) continue
            type.fromBuffer(value.subarray(HEADER_BYTES))
            seen += 1
          }
          if (seen === records) resolve((performance.now() - begun) / 1000)
        },
      })
      .catch(reject)
  })
  await consumer.disconnect()
  return seconds
}
