import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openLogReader } from '../../cli/open-log.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { topicDigests } from '../faults/support/topic-digest.ts'
import { kafkaForTests } from '../support/kafka.ts'
import {
  runPulse,
  startPulse,
  succeed,
  viewDigestsOf,
  withHome,
  writeBars,
} from '../support/pulse-process.ts'
import { randomMarket } from '../support/random-market.ts'

const kafka = await kafkaForTests()
const MARKET = randomMarket({ seed: 12, sessions: 12, symbols: 40, references: 1 })
const FIRST = MARKET.slice(0, 6)
const LAST_DATE = String(MARKET.at(-1)!.tradeDate).replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')

const servers = (home: string): Record<string, string> => ({
  KAFKA_BROKERS: kafka!.brokers,
  SCHEMA_REGISTRY_URL: kafka!.registryUrl,
  KAFKA_TOPIC_PREFIX: `backup-${randomUUID().slice(0, 8)}.`,
  PULSE_PARTITIONS: '3',
  PULSE_HOME: home,
})

async function topicsOf(env: Readonly<Record<string, string>>): Promise<unknown> {
  const open = await openLogReader(readConfig(env))
  try {
    return [
      ...(await topicDigests(open, { dataset: 'main' })),
      ...(await topicDigests(open, { dataset: 'sim-1' })),
    ]
  } finally {
    await open.log.close()
  }
}

describe.skipIf(kafka === undefined)('backup and restore of a log on Kafka', () => {
  it('comes back on other topics, or in files, and goes on to the same tables and topics', async () => {
    await withHome(async (folder) => {
      const at = (name: string): string => join(folder, name)
      const first = await writeBars(at('first.csv'), FIRST)
      const all = await writeBars(at('all.csv'), MARKET)
      const simulate = ['simulate', LAST_DATE, '--symbols', '5', '--source', all]
      const original = servers(at('original'))
      await succeed(['start', '--once', '--source', first], original)
      // While the second half of the history is being published.
      const running = startPulse(['start', '--once', '--source', all], original)
      await sleep(2_500)
      await succeed(['backup', at('backup-midway')], original)
      expect(await running.finished).toMatchObject({ code: 0 })
      await succeed(simulate, original)
      await succeed(['backup', at('backup')], original)
      const wanted = {
        main: await viewDigestsOf(at('original'), 'main'),
        simulated: await viewDigestsOf(at('original'), 'sim-1'),
      }
      const wantedTopics = await topicsOf(original)

      // Another cluster, as far as names go; the restore is killed twice on the way.
      const copy = servers(at('copy'))
      for (const after of [1_500, 2_500]) {
        const { child, finished } = startPulse(['restore', at('backup')], copy)
        await Promise.race([sleep(after), finished])
        child.kill('SIGKILL')
        await finished
      }
      await runPulse(['restore', at('backup')], copy)
      expect((await runPulse(['restore', at('backup')], copy)).stderr).toContain('in use')
      await succeed(['start', '--once', '--source', all], copy)
      expect(await viewDigestsOf(at('copy'), 'main')).toEqual(wanted.main)
      expect(await viewDigestsOf(at('copy'), 'sim-1')).toEqual(wanted.simulated)
      expect(await topicsOf(copy)).toEqual(wantedTopics)

      // Into files, from the moment in the middle.
      const files = { PULSE_HOME: at('files') }
      await succeed(['restore', at('backup-midway')], files)
      await succeed(['start', '--once', '--source', all], files)
      expect(await viewDigestsOf(at('files'), 'main')).toEqual(wanted.main)
    })
  }, 600_000)

  it('takes a log of files to Kafka', async () => {
    await withHome(async (folder) => {
      const at = (name: string): string => join(folder, name)
      const file = await writeBars(at('all.csv'), MARKET)
      await succeed(['start', '--once', '--source', file], { PULSE_HOME: at('files') })
      await succeed(['backup', at('backup')], { PULSE_HOME: at('files') })
      const env = servers(at('kafka'))
      await succeed(['restore', at('backup')], env)
      await succeed(['start', '--once', '--source', file], env)
      expect(await viewDigestsOf(at('kafka'), 'main')).toEqual(await viewDigestsOf(at('files'), 'main'))
    })
  }, 300_000)
})
