import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choosePorts } from '../../../infra/local/ports.ts'
import {
  type LocalKafka,
  type LocalKafkaOptions,
  startLocalKafka,
} from '../../../infra/local/start-local-kafka.ts'
import { kafkaForTests } from '../../support/kafka.ts'
import { withHome } from '../../support/pulse-process.ts'
import { randomFrom } from '../../support/random-market.ts'
import { FaultyProxy } from '../support/faulty-proxy.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, roundsOf, SEED } from '../support/rounds.ts'
import { brokerKills, coordinatorKills, pause, resets } from './faults-of-brokers.ts'
import { killings, storm, zombies } from './faults-of-services.ts'
import { type Disturbance, disturbedRun } from './support/distributed-run.ts'
import { askOracle, compare, type Environment, installation, type Oracle } from './support/oracle.ts'

const kafka = await kafkaForTests()
const LONG = 1_800_000

describe.skipIf(kafka === undefined)(`the distributed form on Kafka (PULSE_FAULT_SEED=${SEED})`, () => {
  let folder = ''
  let oracle: Oracle

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pulse-faults-'))
    oracle = await askOracle(folder, IS_FULL ? 20 : 60)
  }, LONG)
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }))

  /** Runs the day with a fault so often, each time in an installation of its own, and expects what the oracle says. */
  const disturbed = async (
    kind: string,
    fault: string,
    rounds: number,
    servers: Pick<LocalKafka, 'brokers' | 'registryUrl'>,
    disturbance: (env: Environment, random: () => number) => Disturbance,
  ): Promise<void> => {
    let [injected, compared] = [0, 0]
    const differing: string[] = []
    const notes = new Set<string>()
    for (let round = 0; round < rounds; round += 1)
      await withHome(async (home) => {
        const env = installation(servers, home)
        const run = await disturbedRun(oracle, env, disturbance(env, randomFrom(SEED + round)))
        const comparison = await compare(oracle, env)
        injected += run.injected.count
        compared += comparison.compared
        differing.push(...comparison.differing.map((what) => `round ${round}: ${what}`))
        if (run.injected.note !== undefined) notes.add(run.injected.note)
        if (run.crashes.length > 0) notes.add(`${run.crashes.length} processes ended and were started again`)
        for (const crash of run.crashes) process.stdout.write(`${fault}: ${crash}\n`)
      })
    recordFigures({
      kind,
      fault,
      on: 'Kafka',
      market: oracle.day.market,
      seed: SEED,
      rounds,
      injected,
      compared,
      differences: differing.length,
      ...(notes.size === 0 ? {} : { note: [...notes].join('; ') }),
    })
    expect(differing, `${fault}, PULSE_FAULT_SEED=${SEED}`).toEqual([])
    expect(injected, `${fault}: faults injected`).toBeGreaterThan(0)
  }

  /** Brokers of the test's own, which may be hurt. */
  const withBrokers = async (
    options: Pick<LocalKafkaOptions, 'brokers' | 'ports'>,
    use: (local: LocalKafka) => Promise<void>,
  ): Promise<void> => {
    const home = await mkdtemp(join(tmpdir(), 'pulse-brokers-'))
    const local = await startLocalKafka({ home, ...options })
    try {
      await use(local)
    } finally {
      await local.stop()
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
    }
  }

  /** A broker behind a proxy: clients know only the proxy. */
  const withProxy = async (use: (local: LocalKafka, proxy: FaultyProxy) => Promise<void>): Promise<void> => {
    const [broker] = await choosePorts([undefined])
    const proxy = await FaultyProxy.open({ host: '127.0.0.1', port: broker! })
    try {
      await withBrokers({ ports: { broker: broker!, advertised: proxy.port } }, (local) => use(local, proxy))
    } finally {
      await proxy.close()
    }
  }

  it(
    'kill -9 of services and TCP resets cost time and nothing else',
    () =>
      withProxy((local, proxy) =>
        disturbed(
          'kill',
          'kill -9 of the services of the distributed form at work, while they start and while they end, with TCP resets',
          roundsOf({ full: 2, small: 1 }),
          local,
          (_env, random) => async (run) => {
            const [killed, reset] = await Promise.all([
              killings(IS_FULL ? 12 : 3, random)(run),
              resets(proxy, IS_FULL ? 6 : 2, random)(run),
            ])
            return { count: killed.count + reset.count, note: `${killed.note}, ${reset.count} resets` }
          },
        ),
      ),
    LONG,
  )

  describe.runIf(IS_FULL)('all rounds', () => {
    it(
      'TCP resets alone',
      () =>
        withProxy((local, proxy) =>
          disturbed('broker', 'TCP resets of all connections', 2, local, (_env, random) =>
            resets(proxy, 15, random),
          ),
        ),
      LONG,
    )

    it(
      'a broker that stands still for 30 s',
      () =>
        withBrokers({}, (local) =>
          disturbed('broker', 'SIGSTOP of the broker for 30 s', 1, local, () => pause(local, 30_000)),
        ),
      LONG,
    )

    it(
      'a broker that is killed and comes back',
      () =>
        withBrokers({}, (local) =>
          disturbed('broker', 'kill -9 of the broker, restarted', 1, local, (_env, random) =>
            brokerKills(local, 3, random),
          ),
        ),
      LONG,
    )

    it(
      'coordinators that move among three brokers',
      () =>
        withBrokers({ brokers: 3 }, (local) =>
          disturbed(
            'broker',
            'kill -9 of the coordinators of transactions and groups, of three brokers',
            1,
            local,
            (_env, random) => coordinatorKills(local, 4, random),
          ),
        ),
      LONG,
    )

    it(
      'zombies: processes that sleep past their session and their transactions, and wake up',
      () =>
        disturbed(
          'rebalance',
          'SIGSTOP of services for 35 s, past session and transaction timeouts, then SIGCONT',
          1,
          kafka!,
          (env, random) => zombies(env, { naps: 6, napMs: 35_000, random }),
        ),
      LONG,
    )

    it(
      'members that come and go every few seconds for a minute',
      () =>
        disturbed('rebalance', 'members of sentiment 1, 4, 2 every 4 s', 1, kafka!, (env) =>
          storm(env, { forMs: 60_000, everyMs: 4_000 }),
        ),
      LONG,
    )
  })
})
