import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kafkaCheck, registryCheck } from '../../cli/doctor/checks/kafka.ts'
import { topicsCheck } from '../../cli/doctor/checks/topics.ts'
import type { Finding } from '../../cli/doctor/finding.ts'
import { openLog } from '../../cli/open-log.ts'
import { openKafka } from '../../cli/reach/reach-kafka.ts'
import { choosePorts } from '../../infra/local/ports.ts'
import { type LocalKafka, startLocalKafka } from '../../infra/local/start-local-kafka.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { createLogger } from '../../runtime/operations/logger.ts'
import { TOPICS } from '../../schemas/topics.ts'
import { kafkaForTests } from '../support/kafka.ts'

const shared = await kafkaForTests()
const PASSWORD = 'word-of-the-sink'

const problems = (findings: readonly Finding[]): string =>
  findings
    .filter(({ level }) => level !== 'ok')
    .map(({ level, text, remedy }) => `${level}: ${text} -> ${remedy}`)
    .join('\n')

/** A broker with a door for passwords, and one that tells clients to go where nobody is. */
describe.skipIf(shared === undefined)('the doctor of Kafka', () => {
  let home: string
  let local: LocalKafka
  let doors: { readonly password: string; readonly lost: string }
  const config = (brokers: string, more: NodeJS.ProcessEnv = {}) =>
    readConfig({ KAFKA_BROKERS: brokers, SCHEMA_REGISTRY_URL: local.registryUrl, ...more })
  const found = async (brokers: string, more: NodeJS.ProcessEnv = {}): Promise<string> =>
    problems(await kafkaCheck(config(brokers, more)))

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'pulse-doctor-kafka-'))
    const [plain, controller, password, lost, nobody] = (await choosePorts(
      Array<undefined>(5).fill(undefined),
    )) as [number, number, number, number, number]
    const at = (name: string, port: number): string => `${name}://127.0.0.1:${port}`
    const open = [at('BROKER', plain), at('SECRET', password)]
    local = await startLocalKafka({
      home,
      ports: { broker: plain },
      brokerConfig: {
        'controller.quorum.voters': `1@127.0.0.1:${controller}`,
        listeners: [...open, at('LOST', lost), at('CONTROLLER', controller)].join(','),
        'advertised.listeners': [...open, at('LOST', nobody)].join(','),
        'listener.security.protocol.map':
          'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,SECRET:SASL_PLAINTEXT,LOST:PLAINTEXT',
        'listener.name.secret.sasl.enabled.mechanisms': 'PLAIN',
        'listener.name.secret.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_sink="${PASSWORD}";`,
      },
    })
    doors = { password: `127.0.0.1:${password}`, lost: `127.0.0.1:${lost}` }
  }, 240_000)

  afterAll(async () => {
    await local?.stop()
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
  })

  it('finds nothing where all is well', async () => {
    expect(await found(local.brokers)).toBe('')
    const sasl = { KAFKA_SASL_USERNAME: 'sink', KAFKA_SASL_PASSWORD: PASSWORD }
    expect(await found(doors.password, sasl)).toBe('')
    expect(problems(await registryCheck(config(local.brokers)))).toBe('')
  })

  it('tells a broker that is away from a name that is wrong', async () => {
    expect(await found('127.0.0.1:1')).toMatch(/problem: Kafka: nothing listens at 127.0.0.1:1 yet/)
    expect(await found('nowhere.invalid:9092')).toMatch(/the name of nowhere.invalid:9092 is not known here/)
  }, 120_000)

  it('finds a broker that sends its clients elsewhere', async () => {
    expect(await found(doors.lost)).toMatch(
      /problem: Kafka: .* answers, but names its brokers 127\.0\.0\.1:\d+, .*advertised\.listeners/,
    )
  }, 120_000)

  it('finds TLS where there is none', async () => {
    expect(await found(local.brokers, { KAFKA_SSL: 'true' })).toMatch(/problem: Kafka: .*TLS/)
  }, 120_000)

  it('finds a password that is wrong, one that nobody asks for, and one that is missing', async () => {
    const wrong = await found(doors.password, {
      KAFKA_SASL_USERNAME: 'sink',
      KAFKA_SASL_PASSWORD: 'not-the-right-word',
    })
    expect(wrong).toMatch(/problem: Kafka: .*refuses our user: check KAFKA_SASL_MECHANISM/)
    expect(wrong).not.toContain('not-the-right-word')
    expect(
      await found(local.brokers, { KAFKA_SASL_USERNAME: 'sink', KAFKA_SASL_PASSWORD: PASSWORD }),
    ).toMatch(/does not take this kind of sign-in/)
    expect(await found(doors.password)).toMatch(/problem: Kafka: /)
  }, 120_000)

  it('finds a registry that is away, and one whose path is wrong', async () => {
    const registry = async (SCHEMA_REGISTRY_URL: string): Promise<string> =>
      problems(await registryCheck(readConfig({ KAFKA_BROKERS: local.brokers, SCHEMA_REGISTRY_URL })))
    expect(await registry('http://127.0.0.1:2')).toContain('nothing listens at')
    const { origin } = new URL(local.registryUrl)
    expect(await registry(origin)).toMatch(/is no registry, or not yet: check the path/)
    expect(await registry(`${origin}/apis/none`)).toMatch(/is no registry, or not yet: check the path/)
  })

  it('finds topics with other partitions, without compaction, and with an end', async () => {
    const prefix = 'ill-'
    const env = { KAFKA_TOPIC_PREFIX: prefix, PULSE_PARTITIONS: '2' }
    const open = await openLog(config(local.brokers, env))
    await open.log.close()
    expect(problems(await topicsCheck(config(local.brokers, env)))).toBe('')

    const admin = new Kafka({ brokers: [local.brokers], logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    try {
      await admin.createPartitions({
        topicPartitions: [{ topic: prefix + TOPICS.bars1d.name, count: 3 }],
      })
      const set = (topic: string, name: string, value: string) =>
        admin.alterConfigs({
          validateOnly: false,
          resources: [{ type: 2, name: prefix + topic, configEntries: [{ name, value }] }],
        })
      await set(TOPICS.instruments.name, 'cleanup.policy', 'delete')
      await set(TOPICS.stage.name, 'retention.ms', '604800000')
    } finally {
      await admin.disconnect()
    }
    await expect
      .poll(async () => problems(await topicsCheck(config(local.brokers, env))), { timeout: 30_000 })
      .toMatch(/keyed topics have .*3.* partitions/)
    const text = problems(await topicsCheck(config(local.brokers, env)))
    expect(text).toMatch(
      /problem: topic ill-market.instruments has cleanup.policy delete and needs compact -> kafka-configs/,
    )
    expect(text).toMatch(/note: topic ill-sentiment.stage forgets records after 7 days/)
    expect(problems(await topicsCheck(config(local.brokers, { ...env, PULSE_PARTITIONS: '6' })))).toContain(
      'keyed topics have',
    )
  }, 180_000)

  it("writes down kafkajs' own warnings, without what was signed in with", async () => {
    let text = ''
    const logger = createLogger({
      level: 'info',
      format: 'json',
      stream: {
        write: (line) => {
          text += line
        },
      },
    })
    const { kafka } = config(doors.password, {
      KAFKA_SASL_USERNAME: 'sink',
      KAFKA_SASL_PASSWORD: 'not-the-right-word',
    })
    const onWarning = (message: string, details: Readonly<Record<string, unknown>>): void =>
      logger.warn(message, { component: 'kafkajs', ...details })
    await openKafka(kafka!, { retryForMs: 1, onWarning }).catch((error: unknown) =>
      logger.error('Kafka refused.', { error, config: kafka }),
    )
    expect(text).toContain('kafkajs')
    expect(text).toContain('Kafka refused.')
    expect(text).not.toContain('not-the-right-word')
    expect(text).not.toContain(Buffer.from('\0sink\0not-the-right-word').toString('base64'))
  }, 120_000)
})
