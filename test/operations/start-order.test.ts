import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choosePorts } from '../../infra/local/ports.ts'
import { type LocalKafka, startLocalKafka } from '../../infra/local/start-local-kafka.ts'
import { kafkaForTests } from '../support/kafka.ts'
import { rowsOf, withHome, writeBars } from '../support/pulse-process.ts'
import { randomMarket } from '../support/random-market.ts'
import { WatchedPulse } from './watched-pulse.ts'

const kafka = await kafkaForTests()

// Each with a broker of its own, which comes last and goes first.
describe.skipIf(kafka === undefined)('services on Kafka', () => {
  let ports: { readonly broker: number; readonly registry: number }

  beforeAll(async () => {
    const [broker = 0, registry = 0] = await choosePorts([undefined, undefined])
    ports = { broker, registry }
  })

  let local: LocalKafka | undefined
  const services = new Map<string, WatchedPulse>()

  afterAll(async () => {
    await Promise.all([...services.values()].map((service) => service.kill()))
    await local?.stop()
  })

  it(
    'start before everything that they need, say what they wait for, go on when it comes, and end in order when it is gone',
    () =>
      withHome(async (home) => {
        const env = {
          PULSE_HOME: home,
          PULSE_PORT: '0',
          PULSE_PARTITIONS: '2',
          KAFKA_BROKERS: `127.0.0.1:${ports.broker}`,
          SCHEMA_REGISTRY_URL: `http://127.0.0.1:${ports.registry}/apis/ccompat/v7`,
        }
        const file = await writeBars(
          join(home, 'bars.csv'),
          randomMarket({ seed: 3, sessions: 4, symbols: 20, references: 1 }),
        )
        const run = (...args: readonly string[]): WatchedPulse => {
          const service = new WatchedPulse(['run', ...args], env)
          services.set(args[0]!, service)
          return service
        }
        const waiting = [
          run('monitor'),
          run('warehouse'),
          run('signals'),
          run('sentiment'),
          run('ingest', '--source', file),
        ]
        for (const service of waiting)
          await service.until(/Waiting for Kafka: nothing listens at 127\.0\.0\.1:\d+ yet/)
        const impatient = new WatchedPulse(['run', 'sentiment'], env)
        services.set('impatient', impatient)
        await impatient.until(/Waiting for Kafka/)
        expect(await impatient.stop('SIGTERM')).toMatchObject({ code: 0 })

        local = await startLocalKafka({ home: join(home, 'infra'), ports })
        const [monitor, warehouse, signals, sentiment, ingest] = waiting
        for (const service of [warehouse!, signals!, sentiment!, ingest!]) {
          await service.until(/Kafka is there after \d+ s/)
          await service.until(/ is running on /)
        }
        await monitor!.until(/Monitor: http/)
        expect((await ingest!.running.finished).code, ingest!.said).toBe(0)
        // Lines are for a collector where no terminal is.
        const lines = sentiment!.said
          .trim()
          .split('\n')
          .filter((line) => line.startsWith('{'))
        expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
          expect.objectContaining({ service: 'sentiment', msg: expect.stringContaining('is running on') }),
        )
        await expect
          .poll(() => rowsOf<{ n: number }>(home, 'SELECT toInt32(count()) AS n FROM sentiment_daily'), {
            timeout: 120_000,
            interval: 1_000,
          })
          .toEqual([{ n: 4 }])

        expect(await sentiment!.stop('SIGTERM')).toMatchObject({ code: 0 })
        await local.stop()
        for (const service of [warehouse!, signals!, monitor!])
          expect(await service.stop('SIGTERM')).toMatchObject({ code: 0 })
      }),
    600_000,
  )
})
