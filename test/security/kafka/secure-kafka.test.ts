import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openKafka } from '../../../cli/reach/reach-kafka.ts'
import { type Acl, acls, aclsText, PRINCIPALS } from '../../../infra/kafka/acls.ts'
import { connectAdmin } from '../../../infra/kafka/connect-admin.ts'
import { aclText, applyAcls, compareAcls } from '../../../infra/kafka/kafka-acls.ts'
import { readConfig } from '../../../runtime/config/read-config.ts'
import { LogError } from '../../../runtime/errors.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import { kafkaForTests } from '../../support/kafka.ts'
import {
  digestOf,
  type RunningPulse,
  runPulse,
  startPulse,
  succeed,
  withHome,
  writeBars,
} from '../../support/pulse-process.ts'
import { randomMarket } from '../../support/random-market.ts'
import { Attempts } from './attempts.ts'
import { SecureKafka } from './secure-kafka.ts'

const kafkaIsThere = (await kafkaForTests()) !== undefined
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const PREFIX = 'secure.'
const TOPIC_NAMES = Object.values(TOPICS).map(({ name }) => `${PREFIX}${name}`)
const PARTITIONS = '2'

/** kafkajs says of a coordinator that may not be asked for only that it found none; what is ours is found, as the first lines show. */
const UNREACHABLE = /AUTHORIZATION_FAILED|Failed to find group coordinator/

type Environment = Readonly<Record<string, string>>

describe('the rights as a file', () => {
  it('are those that topics and processors ask for', () => {
    expect(readFileSync(join(ROOT, 'infra/kafka/acls.txt'), 'utf8')).toBe(aclsText(acls()))
  })

  it('let nobody write what he is not named as writer of', () => {
    for (const { name, writers } of Object.values(TOPICS)) {
      const allowed = acls()
        .filter((acl) => acl.resource === 'topic' && acl.name === name && acl.operations.includes('write'))
        .map(({ principal }) => principal)
      // Found without the code that makes the rights: who writes ingest's topics, and who the others'.
      const sentiment = ['limit-state', 'market', 'cross-section', 'crowding', 'volatility']
      const expected = new Set<string>(
        writers.map((writer) =>
          writer === 'ingest'
            ? 'pulse-ingest'
            : sentiment.includes(writer)
              ? 'pulse-sentiment'
              : 'pulse-signals',
        ),
      )
      // The sink writes what it cannot store.
      if (name === 'dead-letters') expected.add('pulse-warehouse')
      expect(new Set(allowed), name).toEqual(expected)
    }
  })

  it('give no name to two services', () => {
    const owned = acls().filter(
      ({ resource, operations }) =>
        resource !== 'topic' && !operations.every((operation) => operation === 'describe'),
    )
    for (const one of owned)
      for (const other of owned)
        if (one.principal !== other.principal && one.resource === other.resource)
          expect(
            other.name.startsWith(one.name),
            `${one.name} of ${one.principal} covers ${other.name}`,
          ).toBe(false)
  })
})

describe.skipIf(!kafkaIsThere)('a broker that asks who comes', () => {
  let kafka: SecureKafka
  /** Who signs in how: each way is tried by a service at work. */
  let signIn: Readonly<Record<keyof typeof PRINCIPALS, Environment>>

  beforeAll(async () => {
    const { ingest, sentiment, warehouse, admin, monitor, consumer } = PRINCIPALS
    kafka = await SecureKafka.start([ingest, sentiment, warehouse, admin, monitor, consumer], [ingest])
    const own = (environment: Environment): Environment => ({ ...environment, KAFKA_TOPIC_PREFIX: PREFIX })
    signIn = {
      ingest: own(kafka.withPassword(ingest, 'scram-sha-512')),
      sentiment: own(kafka.withPassword(sentiment, 'plain')),
      signals: own(kafka.withCertificate(PRINCIPALS.signals)),
      warehouse: own(kafka.withPassword(warehouse, 'plain')),
      admin: own(kafka.withPassword(admin, 'plain')),
      monitor: own(kafka.withPassword(monitor, 'plain')),
      consumer: own(kafka.withPassword(consumer, 'plain')),
    }
  }, 600_000)
  afterAll(() => kafka?.stop(), 60_000)

  describe('says clearly what is wrong', () => {
    const without = (environment: Environment, ...names: string[]): Environment =>
      Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)))

    const cases: readonly [what: string, environment: () => Environment, says: RegExp][] = [
      [
        'a wrong password, PLAIN',
        () => ({ ...signIn.sentiment, KAFKA_SASL_PASSWORD: 'not-the-password' }),
        /check KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD/,
      ],
      [
        'a wrong password, SCRAM',
        () => ({ ...signIn.ingest, KAFKA_SASL_PASSWORD: 'not-the-password' }),
        /check KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD/,
      ],
      [
        'a mechanism that the broker does not have',
        () => ({ ...signIn.ingest, KAFKA_SASL_MECHANISM: 'scram-sha-256' }),
        /check KAFKA_SASL_MECHANISM/,
      ],
      [
        'another authority',
        () => ({ ...signIn.ingest, KAFKA_SSL_CA_FILE: kafka.stranger.file }),
        /KAFKA_SSL_CA_FILE/,
      ],
      ['no authority', () => without(signIn.ingest, 'KAFKA_SSL_CA_FILE'), /KAFKA_SSL_CA_FILE/],
      ['an expired broker', () => kafka.expired, /certificate has expired.*renew it there/s],
      [
        'no certificate of ours',
        () => without(signIn.signals, 'KAFKA_SSL_CERT_FILE', 'KAFKA_SSL_KEY_FILE'),
        /KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE/,
      ],
      [
        'a certificate of ours by another authority',
        () => kafka.withCertificate('pulse-signals', kafka.stranger.issue('pulse-signals')),
        /KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE/,
      ],
      [
        'a certificate of ours that has expired',
        () =>
          kafka.withCertificate('pulse-signals', kafka.authority.issue('pulse-signals', { expired: true })),
        /KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE/,
      ],
    ]

    it.each(cases)('%s', async (_, environment, says) => {
      const failure = await openKafka(readConfig(environment()).kafka!).then(
        (log) => log.close(),
        (error: unknown) => error,
      )
      expect(failure).toBeInstanceOf(LogError)
      const { message } = failure as LogError
      expect(message).toMatch(says)
      for (const secret of [
        'not-the-password',
        ...Object.values(PRINCIPALS).map((user) => kafka.passwordOf(user)),
      ])
        if (secret !== undefined) expect(message).not.toContain(secret)
    })
  })

  describe('with the rights of infra/kafka', () => {
    const script = (file: string, environment: Environment, ...args: string[]): string =>
      execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'infra/kafka', file), ...args], {
        env: { ...process.env, PULSE_PARTITIONS: PARTITIONS, ...environment },
        encoding: 'utf8',
      })
    const superuser = (): Environment => ({ ...kafka.open, KAFKA_TOPIC_PREFIX: PREFIX })

    it('which are given once, and taken away only when told', async () => {
      const count = acls({ prefix: PREFIX }).reduce((sum, { operations }) => sum + operations.length, 0)
      expect(script('apply-acls.ts', superuser())).toContain(`${count} added, 0 not ours`)
      expect(script('apply-acls.ts', superuser(), '--check')).toBe('0 missing, 0 not ours\n')
      const { admin, close } = await connectAdmin(superuser())
      const wanted = acls({ prefix: PREFIX })
      const more: Acl = {
        principal: 'pulse-ingest',
        resource: 'topic',
        name: `${PREFIX}sentiment.stage`,
        pattern: 'literal',
        operations: ['write'],
      }
      await applyAcls(admin, [more])
      const kept = await applyAcls(admin, wanted, { prefix: PREFIX })
      expect([kept.added.length, kept.foreign.map(aclText)]).toEqual([
        0,
        ['User:pulse-ingest write topic secure.sentiment.stage'],
      ])
      expect(await applyAcls(admin, wanted, { prefix: PREFIX, removeForeign: true })).toEqual(kept)
      expect(await compareAcls(admin, wanted, { prefix: PREFIX })).toEqual({ added: [], foreign: [] })
      await close()
    }, 180_000)

    it('the topics are created by who may, and again', () => {
      expect(script('create-topics.ts', signIn.admin)).toMatch(/^(\d+) of \1 topics created\n$/)
      expect(script('create-topics.ts', signIn.admin)).toMatch(/^0 of \d+ topics created\n$/)
    }, 60_000)

    it('every service does its job, and the result is that of the embedded run', async () => {
      const market = randomMarket({ seed: 11, sessions: 12, symbols: 60, references: 1 })
      const wanted = await withHome(async (home) => {
        const file = await writeBars(join(home, 'bars.csv'), market)
        await succeed(['start', '--once', '--source', file], { PULSE_HOME: home })
        return digestOf(home)
      })
      await withHome(async (home) => {
        const file = await writeBars(join(home, 'bars.csv'), market)
        const environment = (service: keyof typeof PRINCIPALS): Record<string, string> => ({
          ...signIn[service],
          PULSE_HOME: home,
          PULSE_PARTITIONS: PARTITIONS,
          // Processors need no ClickHouse: here is none.
          ...(service === 'sentiment' || service === 'signals'
            ? { CLICKHOUSE_URL: 'http://127.0.0.1:1' }
            : {}),
        })
        const running: RunningPulse[] = []
        try {
          for (const service of ['warehouse', 'sentiment', 'signals'] as const)
            running.push(startPulse(['run', service], environment(service)))
          await succeed(['run', 'ingest', '--source', file], environment('ingest'))
          await vi.waitFor(
            async () => {
              for (const { child } of running) expect(child.exitCode).toBeNull()
              expect(await digestOf(home)).toBe(wanted)
            },
            { timeout: 150_000, interval: 1_000 },
          )
        } finally {
          for (const { child } of running) child.kill('SIGTERM')
          const ended = await Promise.all(running.map(({ finished }) => finished))
          const secrets = Object.values(PRINCIPALS).flatMap((user) => kafka.passwordOf(user) ?? [])
          for (const { stdout, stderr } of ended)
            for (const secret of secrets) expect(stdout + stderr).not.toContain(secret)
        }
      })
    }, 300_000)

    it('a consumer and the tools read the results', async () => {
      const tail = await runPulse(['tail', 'ladder', '--no-follow', '--format', 'json'], signIn.monitor)
      expect(tail, tail.stderr).toMatchObject({ code: 0 })
      expect(tail.stdout).toContain('tradeDate')
      const log: EventLog = await openKafka(readConfig(signIn.consumer).kafka!)
      let records = 0
      for await (const batch of log.read({ topic: `${PREFIX}sentiment.ladder`, follow: false }))
        records += batch.records.length
      await log.close()
      expect(records).toBeGreaterThan(0)
      expect(
        await new Attempts(signIn.consumer).group(`${PREFIX}consumer-mine`, `${PREFIX}sentiment.ladder`),
      ).toBe(undefined)
    }, 180_000)

    const people = Object.keys(PRINCIPALS) as (keyof typeof PRINCIPALS)[]

    it.each(people)(
      '%s reads and writes no topic besides',
      async (who) => {
        const may = (operation: 'read' | 'write'): Set<string> =>
          new Set(
            acls({ prefix: PREFIX })
              .filter((acl) => acl.principal === PRINCIPALS[who] && acl.operations.includes(operation))
              .map(({ name }) => name),
          )
        const states = acls({ prefix: PREFIX }).flatMap(({ name }) =>
          name.endsWith('-changelog') ? [name] : [],
        )
        const all = [...new Set([...TOPIC_NAMES, ...states])]
        const attempts = new Attempts(signIn[who])
        const [written, read] = await Promise.all([
          attempts.writable(all.filter((name) => !may('write').has(name))),
          attempts.readable(all.filter((name) => !may('read').has(name))),
        ])
        expect(written).toEqual([])
        expect(read).toEqual([])
      },
      120_000,
    )

    it.each(people)(
      '%s cannot be another, nor administer',
      async (who) => {
        const attempts = new Attempts(signIn[who])
        const foreign = { ingest: 'market', sentiment: 'macro', signals: 'ingest' }[who as string] ?? 'market'
        expect(await attempts.transaction(`${PREFIX}pulse-${foreign}-0`)).toMatch(UNREACHABLE)
        const own = { ingest: 'ingest', sentiment: 'market', signals: 'macro' }[who as string]
        if (own !== undefined)
          await vi.waitFor(
            async () => expect(await attempts.transaction(`${PREFIX}pulse-${own}-9`)).toBe(undefined),
            { timeout: 60_000, interval: 500 },
          )
        expect(await attempts.transaction('of-nobody')).toMatch(UNREACHABLE)
        const readable = who === 'admin' ? undefined : `${PREFIX}market.instruments`
        if (readable !== undefined)
          expect(await attempts.group(`${PREFIX}pulse-${foreign}`, readable)).toMatch(UNREACHABLE)
        const topic = `${PREFIX}sentiment.stage`
        const admin = (attempt: Parameters<Attempts['withAdmin']>[0]) => attempts.withAdmin(attempt)
        expect(await admin((to) => to.deleteTopics({ topics: [topic] }))).toMatch(/AUTHORIZATION_FAILED/)
        expect(
          await admin((to) => to.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '1' }] })),
        ).not.toBe(undefined)
        expect(
          await admin((to) => to.createTopics({ topics: [{ topic: `${PREFIX}more`, numPartitions: 1 }] })),
        ).toMatch(/AUTHORIZATION_FAILED/)
        expect(await admin((to) => to.createPartitions({ topicPartitions: [{ topic, count: 9 }] }))).toMatch(
          /AUTHORIZATION_FAILED/,
        )
        expect(
          await admin((to) =>
            to.alterConfigs({
              validateOnly: false,
              resources: [{ type: 2, name: topic, configEntries: [{ name: 'retention.ms', value: '1' }] }],
            }),
          ),
        ).toMatch(/AUTHORIZATION_FAILED/)
        expect(await admin((to) => to.deleteGroups([`${PREFIX}pulse-${foreign}`]))).not.toBe(undefined)
        expect(
          await admin((to) =>
            to.createAcls({
              acl: [
                {
                  principal: `User:${PRINCIPALS[who]}`,
                  host: '*',
                  operation: 2,
                  permissionType: 3,
                  resourceType: 2,
                  resourceName: '*',
                  resourcePatternType: 3,
                },
              ],
            }),
          ),
        ).toMatch(/AUTHORIZATION_FAILED/)
      },
      120_000,
    )

    it('a service that finds a topic missing says who can help', async () => {
      const environment = { ...signIn.sentiment, KAFKA_TOPIC_PREFIX: 'elsewhere.' }
      const { code, stderr } = await withHome((home) => {
        const running = startPulse(['run', 'sentiment'], { ...environment, PULSE_HOME: home })
        running.child.stderr?.on('data', (chunk) => {
          if (/may not|no right/.test(String(chunk))) running.child.kill('SIGTERM')
        })
        return running.finished
      })
      expect(code === 0 || code === null || code > 0).toBe(true)
      expect(stderr).toMatch(/grant it|infra\/kafka\/acls/)
      expect(stderr).not.toContain(kafka.passwordOf(PRINCIPALS.sentiment))
    }, 180_000)
  })
})
