import { resolve } from 'node:path'
import { z } from 'zod'
import { ConfigError } from './errors.ts'

const flag = z
  .enum(['true', 'false', '1', '0', ''])
  .default('false')
  .transform((value) => value === 'true' || value === '1')

/** Everything that can be set from outside, by environment variable. */
const environment = z.object({
  PULSE_HOME: z.string().min(1).default('.pulse'),
  PULSE_PARTITIONS: z.coerce.number().int().min(1).max(1024).optional(),
  KAFKA_BROKERS: z.string().optional(),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[\w.-]*$/, 'only letters, digits, dot, dash and underscore')
    .default(''),
  KAFKA_SSL: flag,
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  SCHEMA_REGISTRY_URL: z.string().url().optional(),
  CLICKHOUSE_URL: z.string().url().optional(),
  PULSE_STORE_TICKS: flag,
  PULSE_HOST: z.string().min(1).default('127.0.0.1'),
  PULSE_PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  PULSE_MONITOR_TOKEN: z.string().optional(),
})

export interface KafkaConfig {
  readonly brokers: readonly string[]
  readonly registryUrl: string
  /** Put before every topic, group and transactional id, so that installations can share a cluster. */
  readonly topicPrefix: string
  readonly ssl: boolean
  readonly sasl:
    | {
        readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
        readonly username: string
        readonly password: string
      }
    | undefined
}

export interface MonitorConfig {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Secret of those who may look; needed where other machines can reach the host. */
  readonly token: string | undefined
}

export interface PulseConfig {
  /** Data folder, absolute. */
  readonly home: string
  /** Prefix of consumer groups, transactional ids and changelogs. */
  readonly application: string
  /** Partitions of keyed topics when they are created. */
  readonly partitions: number
  /** Kafka and its registry; undefined: the embedded log. */
  readonly kafka: KafkaConfig | undefined
  /** A ClickHouse server; undefined: the embedded engine. */
  readonly clickhouseUrl: string | undefined
  /** Whether snapshots are stored in ClickHouse, too. */
  readonly storeTicks: boolean
  /** Where the monitor listens. */
  readonly monitor: MonitorConfig
}

/** Partitions of keyed topics: one process has no use for more than one. */
const EMBEDDED_PARTITIONS = 1
const KAFKA_PARTITIONS = 6

/**
 * Reads the configuration from environment variables.
 * @throws ConfigError naming the variable, what is wrong with it and what it may be
 */
export function readConfig(env: NodeJS.ProcessEnv): PulseConfig {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new ConfigError(
      'invalid',
      `Configuration from the environment is not valid.\n  ${problems.join('\n  ')}`,
    )
  }
  const { data } = parsed
  const kafka = kafkaConfig(data)
  return {
    home: resolve(data.PULSE_HOME),
    application: 'pulse',
    partitions: data.PULSE_PARTITIONS ?? (kafka === undefined ? EMBEDDED_PARTITIONS : KAFKA_PARTITIONS),
    kafka,
    clickhouseUrl: data.CLICKHOUSE_URL,
    storeTicks: data.PULSE_STORE_TICKS,
    monitor: { host: data.PULSE_HOST, port: data.PULSE_PORT, token: data.PULSE_MONITOR_TOKEN },
  }
}

function kafkaConfig(data: z.infer<typeof environment>): KafkaConfig | undefined {
  if (data.KAFKA_BROKERS === undefined) {
    if (data.SCHEMA_REGISTRY_URL === undefined) return undefined
    throw new ConfigError(
      'missing',
      'SCHEMA_REGISTRY_URL is set but KAFKA_BROKERS is not: set both, or neither.',
    )
  }
  if (data.SCHEMA_REGISTRY_URL === undefined)
    throw new ConfigError(
      'missing',
      'KAFKA_BROKERS is set but SCHEMA_REGISTRY_URL is not: set both, or neither.',
    )
  const brokers = data.KAFKA_BROKERS.split(',')
    .map((broker) => broker.trim())
    .filter(Boolean)
  const wrong = brokers.find((broker) => !/^[^\s:]+:\d{1,5}$/.test(broker))
  if (brokers.length === 0 || wrong !== undefined)
    throw new ConfigError(
      'invalid',
      `KAFKA_BROKERS must be host:port, separated by commas, not "${wrong ?? data.KAFKA_BROKERS}".`,
    )
  return {
    brokers,
    registryUrl: data.SCHEMA_REGISTRY_URL,
    topicPrefix: data.KAFKA_TOPIC_PREFIX,
    ssl: data.KAFKA_SSL,
    sasl: saslConfig(data),
  }
}

function saslConfig(data: z.infer<typeof environment>): KafkaConfig['sasl'] {
  const {
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  } = data
  if (mechanism === undefined && username === undefined && password === undefined) return undefined
  if (username === undefined || password === undefined)
    throw new ConfigError('missing', 'Kafka SASL needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.')
  return { mechanism: mechanism ?? 'plain', username, password }
}
