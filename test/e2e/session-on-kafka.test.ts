import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALL_ROLES, Pipeline } from '../../cli/pipeline.ts'
import { shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { publishSimulatedDay } from '../../services/ingest/simulated-day.ts'
import { kafkaForTests } from '../support/kafka.ts'
import { type RunningPulse, startPulse, succeed, viewDigestsOf, withHome } from '../support/pulse-process.ts'
import { writeSampleBars } from '../support/sample-bars.ts'

const kafka = await kafkaForTests()
const TRADE_DATE = 20220427 as TradeDate

describe.skipIf(kafka === undefined)(
  'a simulated session on Kafka',
  () => {
    let folder = ''
    let source = ''
    let wanted: Readonly<Record<string, string>>
    const simulation = (): string[] => ['simulate', '2022-04-27', '--source', source]
    const environment = (home: string, partitions: number): Record<string, string> => ({
      PULSE_HOME: home,
      PULSE_PARTITIONS: String(partitions),
      KAFKA_BROKERS: kafka!.brokers,
      SCHEMA_REGISTRY_URL: kafka!.registryUrl,
      KAFKA_TOPIC_PREFIX: `e2e-${randomUUID().slice(0, 8)}.`,
    })

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'pulse-e2e-'))
      source = await writeSampleBars(join(folder, 'bars.csv'), { from: 20220425, until: 20220427, step: 20 })
      const home = join(folder, 'embedded')
      await succeed(simulation(), { PULSE_HOME: home })
      wanted = await viewDigestsOf(home, 'sim-1')
    })
    afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }))

    it.each([1, 4])(
      'gives the digests of the embedded run on %i partitions',
      (partitions) =>
        withHome(async (home) => {
          await succeed(simulation(), environment(home, partitions))
          expect(await viewDigestsOf(home, 'sim-1')).toEqual(wanted)
        }),
      120_000,
    )

    it.each([
      ['to the end', false],
      ['until one is killed in the middle of the session', true],
    ])(
      'gives them with two processes that share the tasks, %s',
      (_, kills) =>
        withHome(async (home) => {
          const env = environment(home, 4)
          const pipeline = await Pipeline.start(
            readConfig({ ...process.env, CLICKHOUSE_URL: '', ...env }),
            ALL_ROLES.filter((role) => role !== 'sentiment'),
            { log: () => undefined },
          )
          const sentiments = [1, 2].map(() => startPulse(['run', 'sentiment'], env))
          try {
            await Promise.all(sentiments.map(running))
            const service = await pipeline.dataset('sim-1')
            let killed = !kills
            const { published } = await publishSimulatedDay(service, {
              tradeDate: TRADE_DATE,
              sources: [source],
              seed: 1,
              speed: 'max',
              onProgress: ({ until }) => {
                if (killed || until < shanghaiTime(TRADE_DATE, 10, 30)) return
                killed = true
                sentiments[0]!.child.kill('SIGKILL')
              },
            })
            expect(killed).toBe(true)
            await pipeline.landedRun(service, published)
            expect(await viewDigestsOf(home, 'sim-1')).toEqual(wanted)
          } finally {
            for (const { child } of sentiments) child.kill('SIGINT')
            await Promise.all(sentiments.map(({ finished }) => finished))
            await pipeline.stop()
          }
        }),
      120_000,
    )
  },
  240_000,
)

/** Resolves when the service says that it runs. */
function running({ child, finished }: RunningPulse): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr!.on('data', (chunk) => {
      said += String(chunk)
      if (/ is running on /.test(said)) resolve()
    })
    finished.then(() => reject(new Error(`The service ended: ${said}`)))
  })
}
