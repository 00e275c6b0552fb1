import { removeHome, temporaryHome } from '../../runtime/clickhouse/testing/temporary-warehouse.ts'
import type { Bench } from '../bench.ts'
import { SAMPLE, year2022 } from '../data.ts'
import { formatRate, formatSpread, timesAsLong } from '../measure.ts'
import { processRecorded, record } from '../recorded.ts'
import { consumeRaw } from './consume-raw.ts'
import { withOwnTopics } from './own-topics.ts'

const REPEATS = 3

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
  for (let round = 0; round <= REPEATS; round += 1)
    await withOwnTopics(home, async (config) => {
      const published = await record(config, source.files)
      bars = published.bars
      partitions = config.partitions
      const processors = (): Promise<number> => processRecorded(config, published.marker)
      const raw = (): Promise<number> => consumeRaw(config, 'bars1d', bars)
      const [first, second] = round % 2 === 0 ? [processors, raw] : [raw, processors]
      const [one, two] = [await first(), await second()]
      if (round === 0) return
      seconds.processors.push(first === processors ? one : two)
      seconds.raw.push(first === processors ? two : one)
    })
  return [
    `${bars.toLocaleString('en-US')} bars of the ${source.title} in ${partitions} partitions, from the first to the last record`,
    `processors, transactions included ${formatRate(bars, seconds.processors)}`,
    `kafkajs + avsc                    ${formatRate(bars, seconds.raw)}`,
    `processors are ${formatSpread(timesAsLong(seconds.raw, seconds.processors))} times as fast`,
  ]
}
