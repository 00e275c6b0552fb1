import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kafkaForTests } from '../../support/kafka.ts'
import { digestOf, runPulse, succeed, withHome, writeBars } from '../../support/pulse-process.ts'
import { randomMarket } from '../../support/random-market.ts'
import { Authority } from '../certificates.ts'
import { SecureGateway } from './secure-gateway.ts'

const kafka = await kafkaForTests()
const USER = { username: 'pulse', password: 'a-password-of-the-registry' }

describe.skipIf(kafka === undefined)('a registry that speaks TLS and asks for a password', () => {
  let folder: string
  let gateway: SecureGateway
  let environment: Readonly<Record<string, string>>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pulse-secure-registry-'))
    const authority = new Authority(folder, 'private')
    gateway = await SecureGateway.open(
      kafka!.registryUrl,
      authority.issue('registry', { host: '127.0.0.1' }),
      USER,
    )
    environment = {
      KAFKA_BROKERS: kafka!.brokers,
      KAFKA_TOPIC_PREFIX: `registry-${randomUUID().slice(0, 8)}.`,
      PULSE_PARTITIONS: '2',
      SCHEMA_REGISTRY_URL: gateway.url,
      SCHEMA_REGISTRY_USERNAME: USER.username,
      SCHEMA_REGISTRY_PASSWORD: USER.password,
      NODE_EXTRA_CA_CERTS: authority.file,
      PULSE_WAIT_SECONDS: '5',
    }
  })
  afterAll(async () => {
    await gateway?.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('serves the whole pipeline, and the result is that of the embedded run', async () => {
    const market = randomMarket({ seed: 11, sessions: 6, symbols: 30, references: 1 })
    const run = (env: Readonly<Record<string, string>>): Promise<string> =>
      withHome(async (home) => {
        const file = await writeBars(join(home, 'bars.csv'), market)
        const { stdout, stderr } = await succeed(['start', '--once', '--source', file], {
          ...env,
          PULSE_HOME: home,
        })
        expect(stdout + stderr).not.toContain(USER.password)
        return digestOf(home)
      })
    expect(await run(environment)).toBe(await run({}))
    expect(gateway.passed).toBeGreaterThan(10)
    const tail = await runPulse(['tail', 'ladder', '--no-follow', '--format', 'json'], environment)
    expect(tail, tail.stderr).toMatchObject({ code: 0 })
    expect(tail.stdout).toContain('tradeDate')
  }, 180_000)

  it.each([
    [
      'a wrong password',
      { SCHEMA_REGISTRY_PASSWORD: 'not-the-password' },
      /check SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD/,
    ],
    ['no user', { SCHEMA_REGISTRY_USERNAME: '', SCHEMA_REGISTRY_PASSWORD: '' }, /SCHEMA_REGISTRY_USERNAME/],
    ['an authority that is not named', { NODE_EXTRA_CA_CERTS: '' }, /NODE_EXTRA_CA_CERTS/],
  ])(
    '%s ends a start with what to do',
    async (_, wrong, says) => {
      await withHome(async (home) => {
        const { code, stdout, stderr } = await runPulse(['run', 'sentiment'], {
          ...environment,
          ...wrong,
          PULSE_HOME: home,
        })
        expect(code).toBe(1)
        expect(stderr).toMatch(says)
        expect(stdout + stderr).not.toMatch(/a-password-of-the-registry|not-the-password/)
      })
    },
    60_000,
  )
})
