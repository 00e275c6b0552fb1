import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { kafkaForTests } from '../support/kafka.ts'
import { digestOf, runPulse, startPulse, withHome, writeBars } from '../support/pulse-process.ts'
import { randomMarket } from '../support/random-market.ts'

const kafka = await kafkaForTests()
const MARKET = randomMarket({ seed: 3, sessions: 30, symbols: 150 })

describe.skipIf(kafka === undefined)('the same input on Kafka', () => {
  let wanted = ''
  const onKafka = (home: string, partitions: number): Record<string, string> => ({
    PULSE_HOME: home,
    PULSE_PARTITIONS: String(partitions),
    KAFKA_BROKERS: kafka!.brokers,
    SCHEMA_REGISTRY_URL: kafka!.registryUrl,
    KAFKA_TOPIC_PREFIX: `e2e-${randomUUID().slice(0, 8)}.`,
  })

  beforeAll(async () => {
    wanted = await withHome(async (home) => {
      const file = await writeBars(join(home, 'bars.csv'), MARKET)
      expect(await runPulse(['start', '--once', '--source', file], { PULSE_HOME: home })).toMatchObject({
        code: 0,
      })
      return digestOf(home)
    })
  })

  it.each([1, 6])(
    'gives the digest of the embedded log on %i partitions',
    async (partitions) => {
      await withHome(async (home) => {
        const file = await writeBars(join(home, 'bars.csv'), MARKET)
        const run = await runPulse(['start', '--once', '--source', file], onKafka(home, partitions))
        expect(run).toMatchObject({ code: 0 })
        expect(await digestOf(home)).toBe(wanted)
      })
    },
    120_000,
  )

  it('gives it after a kill -9 in the middle', async () => {
    await withHome(async (home) => {
      const file = await writeBars(join(home, 'bars.csv'), MARKET)
      const env = onKafka(home, 6)
      for (const after of [4_000, 7_000]) {
        const { child, finished } = startPulse(['start', '--once', '--source', file], env)
        await Promise.race([sleep(after), finished])
        child.kill('SIGKILL')
        await finished
      }
      expect(await runPulse(['start', '--once', '--source', file], env)).toMatchObject({ code: 0 })
      expect(await digestOf(home)).toBe(wanted)
    })
  }, 180_000)
})
