import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { getContainerRuntimeClient } from 'testcontainers'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import {
  runPulse,
  startPulse,
  succeed,
  viewDigestsOf,
  withHome,
  writeBars,
} from '../support/pulse-process.ts'
import { randomFrom, randomMarket } from '../support/random-market.ts'
import type { ServiceName } from './servers.ts'

const servers = inject('servers')
const MARKET = randomMarket({ seed: 13, sessions: 30, symbols: 150, references: 1 })
const SEED = Number(process.env.PULSE_TEST_SEED ?? 20261120)
/** How often a run that gave up is given again, as an operator does. */
const ATTEMPTS = 3
/** A fault comes so long after the start of a run. */
const EARLIEST_MS = 2_000
const LATEST_MS = 10_000

type Fault = (id: string) => Promise<void>

const containerOf = async (id: string) => (await getContainerRuntimeClient()).container.getById(id)

const killed =
  (awayMs: number): Fault =>
  async (id) => {
    const container = await containerOf(id)
    await container.kill()
    await sleep(awayMs)
    await container.start()
  }
const paused =
  (awayMs: number): Fault =>
  async (id) => {
    const container = await containerOf(id)
    await container.pause()
    await sleep(awayMs)
    await container.unpause()
  }
const restarted: Fault = async (id) => {
  await (await containerOf(id)).restart()
}

const FAULTS: readonly (readonly [ServiceName, string, Fault])[] = [
  ['kafka', 'killed for 3 s', killed(3_000)],
  ['kafka', 'paused for 10 s', paused(10_000)],
  ['kafka', 'restarted', restarted],
  ['registry', 'killed for 3 s', killed(3_000)],
  ['registry', 'paused for 10 s', paused(10_000)],
  ['clickhouse', 'killed for 3 s', killed(3_000)],
  ['clickhouse', 'paused for 10 s', paused(10_000)],
  ['clickhouse', 'restarted', restarted],
]

describe.skipIf(servers === null)(`a server that goes away in the middle of a run (seed ${SEED})`, () => {
  const random = randomFrom(SEED)
  let wanted: Readonly<Record<string, string>>

  beforeAll(async () => {
    await withHome(async (home) => {
      const file = await writeBars(join(home, 'bars.csv'), MARKET)
      await succeed(['start', '--once', '--source', file], { PULSE_HOME: home })
      wanted = await viewDigestsOf(home, 'main')
    })
  }, 180_000)

  it.each(FAULTS)(
    '%s %s: the same tables',
    async (service, _, fault) => {
      await withHome(async (home) => {
        const run = randomUUID().slice(0, 8)
        const env = {
          KAFKA_BROKERS: servers!.brokers,
          SCHEMA_REGISTRY_URL: servers!.registryUrl,
          KAFKA_TOPIC_PREFIX: `faults-${run}.`,
          CLICKHOUSE_URL: `${servers!.clickhouseUrl}/faults_${run}`,
          PULSE_HOME: home,
          PULSE_PARTITIONS: '3',
        }
        const command = ['start', '--once', '--source', await writeBars(join(home, 'bars.csv'), MARKET)]
        const { finished } = startPulse(command, env)
        await sleep(EARLIEST_MS + (LATEST_MS - EARLIEST_MS) * random())
        await fault(servers!.containers[service])
        let { code, stderr } = await finished
        for (let attempt = 1; code !== 0 && attempt < ATTEMPTS; attempt += 1)
          ({ code, stderr } = await runPulse(command, env))
        expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
        expect(await viewDigestsOf(home, 'main', undefined, env.CLICKHOUSE_URL)).toEqual(wanted)
      })
    },
    300_000,
  )
})
