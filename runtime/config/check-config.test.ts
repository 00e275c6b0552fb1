import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkConfig } from './check-config.ts'
import { secretsOf } from './secrets-of.ts'
import { settingValues } from './setting-values.ts'

const KAFKA = { KAFKA_BROKERS: 'localhost:9092', SCHEMA_REGISTRY_URL: 'http://localhost:8081' }

describe('a configuration', () => {
  it.each<[string, NodeJS.ProcessEnv]>([
    ['of nothing', {}],
    ['of Kafka and a server', { ...KAFKA, CLICKHOUSE_URL: 'http://pulse@localhost:8123/pulse' }],
    ['with what is empty', { KAFKA_BROKERS: '', PULSE_PORT: '' }],
    ['with names of others', { PULSE_TEST_DATA: 'x', PULSE_FAULTS: 'full', HOME: '/root' }],
    ['with TLS', { ...KAFKA, KAFKA_SSL: 'true' }],
  ])('%s has nothing wrong', (_, env) => {
    expect(checkConfig(env)).toEqual({ errors: [], warnings: [] })
  })

  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['a port beyond', { PULSE_PORT: '70000' }, /^PULSE_PORT: /],
    ['no whole number', { PULSE_PARTITIONS: '1.5' }, /^PULSE_PARTITIONS: /],
    ['a level that is none', { PULSE_LOG_LEVEL: 'loud' }, /^PULSE_LOG_LEVEL: /],
    [
      'an address without http',
      { ...KAFKA, SCHEMA_REGISTRY_URL: 'localhost:8081' },
      /^SCHEMA_REGISTRY_URL: /,
    ],
    ['brokers without port', { ...KAFKA, KAFKA_BROKERS: 'localhost' }, /host:port/],
    ['brokers without registry', { KAFKA_BROKERS: 'localhost:9092' }, /SCHEMA_REGISTRY_URL is not/],
    ['half a sign-in', { ...KAFKA, KAFKA_SASL_USERNAME: 'u' }, /KAFKA_SASL_PASSWORD/],
    [
      'certificates without TLS',
      { ...KAFKA, KAFKA_SSL_CA_FILE: 'ca.pem' },
      /KAFKA_SSL_CA_FILE is set but KAFKA_SSL is not/,
    ],
    [
      'certificates that are not there',
      { ...KAFKA, KAFKA_SSL: '1', KAFKA_SSL_CA_FILE: '/none/ca.pem' },
      /KAFKA_SSL_CA_FILE: .*none/,
    ],
    ['a certificate without key', { ...KAFKA, KAFKA_SSL: '1', KAFKA_SSL_CERT_FILE: 'c.pem' }, /go together/],
    ['a user of no server', { CLICKHOUSE_USER: 'u' }, /CLICKHOUSE_URL/],
    [
      'a password of nobody',
      { CLICKHOUSE_URL: 'http://localhost:1', CLICKHOUSE_PASSWORD: 'x' },
      /CLICKHOUSE_USER is not/,
    ],
    ['two users', { CLICKHOUSE_URL: 'http://a@localhost:1', CLICKHOUSE_USER: 'b' }, /name one/],
    ['one port twice', { PULSE_METRICS_PORT: '8787' }, /both 8787/],
    ['an open page without token', { PULSE_HOST: '0.0.0.0' }, /PULSE_MONITOR_TOKEN/],
    [
      'a file that is not there',
      { PULSE_MONITOR_TOKEN_FILE: '/none/token' },
      /PULSE_MONITOR_TOKEN_FILE: .*none/,
    ],
    ['a secret and its file', { PULSE_MONITOR_TOKEN: 'x', PULSE_MONITOR_TOKEN_FILE: '/none' }, /both set/],
    [
      'a typing error',
      { KAFKA_BROKER: 'localhost:9092' },
      /KAFKA_BROKER is no setting: did you mean KAFKA_BROKERS\?/,
    ],
    ['swapped letters', { PULSE_HOEM: '/data' }, /did you mean PULSE_HOME\?/],
    [
      'a typing error in a file',
      { CLICKHOUSE_PASWORD_FILE: '/x' },
      /did you mean CLICKHOUSE_PASSWORD_FILE\?/,
    ],
    [
      'a file for what is no secret',
      { KAFKA_SASL_USERNAME_FILE: '/x' },
      /KAFKA_SASL_USERNAME_FILE is no setting/,
    ],
  ])('with %s is refused, by name', (_, env, message) => {
    const { errors } = checkConfig(env)
    expect(errors).toEqual(expect.arrayContaining([expect.stringMatching(message)]))
  })

  it('names everything that is wrong at once', () => {
    const { errors } = checkConfig({ PULSE_PORT: 'x', PULSE_LOG_LEVEL: 'y', PULSE_HOEM: 'z' })
    expect(errors).toHaveLength(3)
  })

  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['metrics for all', { PULSE_METRICS_HOST: '0.0.0.0', PULSE_METRICS_PORT: '9464' }, /Other machines/],
    [
      'a password in clear',
      { ...KAFKA, KAFKA_BROKERS: 'kafka:9092', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' },
      /KAFKA_SSL/,
    ],
    ['rows in clear', { CLICKHOUSE_URL: 'http://db.example:8123' }, /https/],
    ['names of Kafka itself', { KAFKA_HEAP_OPTS: '-Xmx1g' }, /KAFKA_HEAP_OPTS is set, and nobody/],
  ])('with %s is allowed, with a warning', (_, env, message) => {
    const { errors, warnings } = checkConfig(env)
    expect(errors).toEqual([])
    expect(warnings).toEqual([expect.stringMatching(message)])
  })
})

describe('settings', () => {
  it('are shown with where they come from, and never a secret', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pulse-config-'))
    try {
      const file = join(folder, 'token')
      writeFileSync(file, 'token-in-a-file\n')
      const env = {
        CLICKHOUSE_URL: 'https://sink-user:url-secret@db:8443/pulse?password=query-secret',
        CLICKHOUSE_PASSWORD: 'env-secret',
        PULSE_MONITOR_TOKEN_FILE: file,
        PULSE_PORT: '9000',
      }
      const values = settingValues(env)
      expect(JSON.stringify(values)).not.toMatch(
        /url-secret|env-secret|query-secret|token-in-a-file|sink-user/,
      )
      const of = (name: string) => values.find((value) => value.name === name)
      expect(of('PULSE_PORT')).toMatchObject({ value: '9000', source: 'environment' })
      expect(of('PULSE_HOME')).toMatchObject({ value: '.pulse', source: 'default' })
      expect(of('KAFKA_BROKERS')).toMatchObject({ value: null, source: 'not set' })
      expect(of('PULSE_MONITOR_TOKEN')).toMatchObject({ value: '••••', source: 'file', file })
      expect(of('CLICKHOUSE_URL')).toMatchObject({ value: 'https://••••@db:8443/pulse' })
      expect(secretsOf(env)).toEqual(expect.arrayContaining(['url-secret', 'env-secret', 'token-in-a-file']))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
