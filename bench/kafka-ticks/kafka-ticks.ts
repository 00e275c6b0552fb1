import { removeHome, temporaryHome } from '../../runtime/clickhouse/testing/temporary-warehouse.ts'
import type { PulseConfig } from '../../runtime/config/pulse-config.ts'
import type { Published } from '../../services/ingest/ingest-service.ts'
import type { Bench } from '../bench.ts'
import { reportOf } from '../child-process.ts'
import { withOwnTopics } from '../kafka/own-topics.ts'
import { formatRate, formatSpread, spreadOf, timesAsLong } from '../measure.ts'
import type { ReaderReport } from './child.ts'
import { recordDay } from './record-day.ts'

const CHILD = new URL('child.ts', import.meta.url)
const REPEATS = 3
const SHARES = Number(process.env.BENCH_SHARES ?? 400)

/** The processors on a topic of ticks against the least that any consumer of it must do, and shared by two. */
export const kafkaTicks: Bench = {
  name: 'kafka-ticks',
  title:
    'processors on Kafka ticks vs raw kafkajs consume + avsc decode of the same topic (aim: 0.7 or better); processor time with two processes (aim: within 15%)',
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

/** Every round, and every number of processes, has topics of its own. Each reader is a new process. */
async function compare(home: string): Promise<string[]> {
  const alone: ReaderReport[] = []
  const shared: number[] = []
  const raw: ReaderReport[] = []
  let ticks = 0
  let partitions = 0
  for (let round = 0; round < REPEATS; round += 1) {
    await withOwnTopics(home, async (config) => {
      const published = await recordDay(config, SHARES)
      ticks = published.ticks
      partitions = config.partitions
      const sides = [
        async () => alone.push(await processed(config, published)),
        async () => raw.push(await reader(config, 'raw', String(ticks))),
      ]
      for (const side of round % 2 === 0 ? sides : sides.reverse()) await side()
    })
    await withOwnTopics(home, async (config) => {
      const published = await recordDay(config, SHARES)
      const reports = await Promise.all([1, 2].map(() => processed(config, published)))
      shared.push(reports.reduce((sum, { processor }) => sum + processor, 0))
    })
  }
  const seconds = (reports: readonly ReaderReport[]): number[] => reports.map((report) => report.seconds)
  const processor = (reports: readonly ReaderReport[]): number[] => reports.map((report) => report.processor)
  const perMillion = (values: readonly number[]): string =>
    `${((spreadOf(values).median / ticks) * 1e6).toFixed(1)} s`
  return [
    `${ticks.toLocaleString('en-US')} ticks of ${SHARES} shares in ${partitions} partitions, from the first to the last record`,
    `processors, transactions included ${formatRate(ticks, seconds(alone))}`,
    `kafkajs + avsc                    ${formatRate(ticks, seconds(raw))}`,
    `processors are ${formatSpread(timesAsLong(seconds(raw), seconds(alone)))} times as fast, ` +
      `by processor time ${formatSpread(timesAsLong(processor(raw), processor(alone)))}`,
    `processor time of a million ticks: one process ${perMillion(processor(alone))}, two ${perMillion(shared)}, ` +
      `raw ${perMillion(processor(raw))}; two take ${formatSpread(timesAsLong(shared, processor(alone)))} times as much`,
  ]
}

const processed = (config: PulseConfig, { marker }: Published): Promise<ReaderReport> =>
  reader(config, 'process', marker)

const reader = (
  { home, kafka }: PulseConfig,
  side: 'process' | 'raw',
  until: string,
): Promise<ReaderReport> => reportOf<ReaderReport>(CHILD, side, home, kafka!.topicPrefix, until)
