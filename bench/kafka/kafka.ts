import { randomUUID } from 'node:crypto'
import { Kafka, logLevel } from 'kafkajs'
import { removeHome, temporaryHome } from '../../runtime/clickhouse/testing/temporary-warehouse.ts'
import { avroType, SCHEMAS } from '../../runtime/codec/schemas.ts'
import { type PulseConfig, readConfig } from '../../runtime/config.ts'
import { isControlKey } from '../../runtime/processor/control.ts'
import { TOPICS } from '../../schemas/topics.ts'
import type { Bench } from '../bench.ts'
import { SAMPLE, year2022 } from '../data.ts'
import { formatRate, formatSpread, timesAsLong } from '../measure.ts'
import { processRecorded, record } from '../recorded.ts'

const REPEATS = 3
/** Bytes of the wire format before the Avro body. */
const HEADER_BYTES = 5

/** The processors on Kafka against the least that any consumer of the topic must do. */
export const kafka: Bench = {
  name: 'kafka',
  title:
    'daily processors on Kafka vs raw kafkajs consume + avsc decode of the same topic (aim: 0.7 or better)',
  async run() {
    const { KAFKA_BROKERS, SCHEMA_REGISTRY_URL } = process.env
    if (KAFKA_BROKERS === undefined || SCHEMA_REGISTRY_URL === undefined)
      return ['skipped: KAFKA_BROKERS and SCHEMA_REGISTRY_URL are not set']
    const home = temporaryHome()
    try {
      return await compare(home)
    } finally {
      await removeHome(home)
    }
  },
}

/** Every round has topics of its own: what processors write is read by the next stage from the beginning. */
async function compare(home: string): Promise<string[]> {
  const source = year2022() ?? SAMPLE
  const seconds = { processors: [] as number[], raw: [] as number[] }
  let bars = 0
  let partitions = 0
  for (let round = 0; round <= REPEATS; round += 1) {
    const prefix = `bench-${randomUUID().slice(0, 8)}.`
    const config = readConfig({ ...process.env, PULSE_HOME: home, KAFKA_TOPIC_PREFIX: prefix })
    try {
      const published = await record(config, source.files)
      bars = published.bars
      partitions = config.partitions
      const processors = (): Promise<number> => processRecorded(config, published.marker)
      const raw = (): Promise<number> => consumeRaw(config, published.bars)
      const [first, second] = round % 2 === 0 ? [processors, raw] : [raw, processors]
      const [one, two] = [await first(), await second()]
      if (round === 0) continue
      seconds.processors.push(first === processors ? one : two)
      seconds.raw.push(first === processors ? two : one)
    } finally {
      await removeTopics(config, prefix)
    }
  }
  return [
    `${bars.toLocaleString('en-US')} bars of the ${source.title} in ${partitions} partitions, from the first to the last record`,
    `processors, transactions included ${formatRate(bars, seconds.processors)}`,
    `kafkajs + avsc                    ${formatRate(bars, seconds.raw)}`,
    `processors are ${formatSpread(timesAsLong(seconds.raw, seconds.processors))} times as fast`,
  ]
}

/** @returns seconds from the first batch to the last bar */
async function consumeRaw(config: PulseConfig, bars: number): Promise<number> {
  const type = avroType(SCHEMAS[TOPICS.bars1d.schema])
  const consumer = clientOf(config).consumer({ groupId: `bench-${randomUUID()}` })
  await consumer.connect()
  await consumer.subscribe({
    topic: `${config.kafka!.topicPrefix}${TOPICS.bars1d.name}`,
    fromBeginning: true,
  })
  let begun: number | undefined
  let seen = 0
  const seconds = await new Promise<number>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        async eachBatch({ batch }) {
          begun ??= performance.now()
          for (const { key, value } of batch.messages) {
            if (key === null || value === null || isControlKey(key.toString())) continue
            type.fromBuffer(value.subarray(HEADER_BYTES))
            seen += 1
          }
          if (seen === bars) resolve((performance.now() - begun) / 1000)
        },
      })
      .catch(reject)
  })
  await consumer.disconnect()
  return seconds
}

async function removeTopics(config: PulseConfig, prefix: string): Promise<void> {
  const admin = clientOf(config).admin()
  await admin.connect()
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix))
  await admin.deleteTopics({ topics })
  await admin.disconnect()
}

function clientOf({ kafka: settings }: PulseConfig): Kafka {
  const { brokers, ssl, sasl } = settings!
  return new Kafka({
    clientId: 'ashare-pulse-bench',
    brokers: [...brokers],
    ssl,
    logLevel: logLevel.NOTHING,
    ...(sasl === undefined ? {} : { sasl: sasl as never }),
  })
}
