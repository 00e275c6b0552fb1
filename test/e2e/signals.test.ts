import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kafkaForTests } from '../support/kafka.ts'
import { rowsOf, startPulse, succeed, viewDigestsOf, withHome } from '../support/pulse-process.ts'
import { randomFrom } from '../support/random-market.ts'
import { writeExtract } from './signals-extract.ts'

const SEED = Number(process.env.PULSE_TEST_SEED ?? 20251121)
/** Between which shares of the log each kill happens: while series are published, processed and stored. */
const KILLS = [
  [0.1, 0.4],
  [0.4, 0.7],
  [0.7, 0.95],
] as const
/** What is known up to here is one delivery, the rest another: in the middle of the bars, of a week, of a month. */
const SPLIT = 20251112
const kafka = await kafkaForTests()

/** Every view of signals, and of what they are made of. */
const SPOKEN =
  `series_1d macro_observations fund_flows bars_1d sentiment_daily vvix_vix vix_term vvix_touches election_months
  linkage mapping_weekly us_ai_overnight crowding_daily turnover_calm microcap_index_daily microcap_rotation microcap_risk
  divergences macro_timing pe_percentile style_rotation etf_flows implied_volatility cds_changes stress_index drawdowns
  fall_rise_asymmetry strategy_targets portfolio_nav portfolio_weights portfolio_stats`.split(/\s+/)
const STRATEGIES = [
  'macro-timing',
  'mapping-oversold',
  'mapping-strong',
  'microcap-rotation',
  'microcap-timing',
  'style-rotation',
]

type Environment = Readonly<Record<string, string>>

describe('closes, releases, flows and bars, through all processors, to the public tables', () => {
  let folder = ''
  let home = ''
  let whole: readonly string[] = []
  let early: readonly string[] = []
  let rest: readonly string[] = []
  let wanted: Readonly<Record<string, string>> = {}

  const ingest = (files: readonly string[], env: Environment) =>
    succeed(['start', '--once', '--source', ...files], env)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pulse-e2e-'))
    home = join(folder, 'home')
    whole = await writeExtract(join(folder, 'whole'))
    early = await writeExtract(join(folder, 'early'), { until: SPLIT })
    rest = await writeExtract(join(folder, 'rest'), { from: SPLIT + 1 })
    await ingest(whole, { PULSE_HOME: home })
    wanted = await viewDigestsOf(home, 'main')
  }, 240_000)
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }))

  it('every family says something, every strategy has an account, and nothing is late or lost', async () => {
    expect(SPOKEN.filter((view) => wanted[view]!.startsWith('0 rows'))).toEqual([])
    const accounts = 'SELECT DISTINCT strategy FROM portfolio_nav ORDER BY strategy'
    expect(await rowsOf(home, accounts)).toEqual(STRATEGIES.map((strategy) => ({ strategy })))
    expect(wanted.late_events).toMatch(/^0 rows/)
    expect(wanted.dead_letters).toMatch(/^0 rows/)
  })

  it(
    'are the same after two runs, the second of which brings the files of the first again',
    () =>
      withHome(async (other) => {
        const env = { PULSE_HOME: other }
        await ingest(early, env)
        const { stderr } = await ingest([...whole, ...early], env)
        expect(stderr).toContain('were there already')
        expect(await viewDigestsOf(other, 'main')).toEqual(wanted)
      }),
    240_000,
  )

  it(
    'are the same after two runs in the wrong order and a rebuild',
    () =>
      withHome(async (other) => {
        const env = { PULSE_HOME: other, PULSE_PARTITIONS: '3' }
        await ingest(rest, env)
        const { stderr } = await ingest(early, env)
        expect(stderr).toContain('pulse rebuild')
        expect(await viewDigestsOf(other, 'main')).not.toEqual(wanted)
        await succeed(['rebuild'], env)
        expect(await viewDigestsOf(other, 'main')).toEqual(wanted)
      }),
    240_000,
  )

  it(
    `are the same after kill -9 at ${KILLS.length} moments (seed ${SEED})`,
    () =>
      withHome(async (other) => {
        const random = randomFrom(SEED)
        const env = { PULSE_HOME: other, PULSE_PARTITIONS: '3' }
        const ends: (NodeJS.Signals | null)[] = []
        const whenDone = await bytesOf(join(home, 'log'))
        for (const [from, until] of KILLS) {
          const { child, finished } = startPulse(['start', '--once', '--source', ...whole], env)
          const wished = whenDone * (from + (until - from) * random())
          while (child.exitCode === null && (await bytesOf(join(other, 'log'))) < wished) await sleep(10)
          child.kill('SIGKILL')
          await finished
          ends.push(child.signalCode)
        }
        expect(ends.slice(0, 2)).toEqual(['SIGKILL', 'SIGKILL'])
        await ingest(whole, env)
        expect(await viewDigestsOf(other, 'main')).toEqual(wanted)
      }),
    300_000,
  )

  describe.skipIf(kafka === undefined)('on Kafka', () => {
    it.each([1, 4])(
      'are those of the embedded log on %i partitions',
      (partitions) =>
        withHome(async (other) => {
          await ingest(whole, {
            PULSE_HOME: other,
            PULSE_PARTITIONS: String(partitions),
            KAFKA_BROKERS: kafka!.brokers,
            SCHEMA_REGISTRY_URL: kafka!.registryUrl,
            KAFKA_TOPIC_PREFIX: `e2e-${randomUUID().slice(0, 8)}.`,
          })
          expect(await viewDigestsOf(other, 'main')).toEqual(wanted)
        }),
      240_000,
    )
  })
})

/** Bytes of all files of a folder; files may come and go meanwhile. */
async function bytesOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (found) => (found.isFile() ? found.size : 0),
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
