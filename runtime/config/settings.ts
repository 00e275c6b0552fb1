import { z } from 'zod'

/** One thing that can be set from outside, by environment variable. */
export interface Setting<T = unknown> {
  readonly schema: z.ZodType<T>
  /** What it does, in one or two sentences; shown by `pulse config`. */
  readonly about: string
  /** As people write it; absent where nothing is set. */
  readonly default?: string
  /** Never shown. It may also be read from a file, named by the same variable with `_FILE` behind it. */
  readonly secret?: true
}

const setting = <T, More extends Omit<Setting, 'schema' | 'about'> = Record<never, never>>(
  schema: z.ZodType<T>,
  about: string,
  more?: More,
): { readonly schema: z.ZodType<T>; readonly about: string } & More => ({ schema, about, ...(more as More) })

const FLAG = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1')
const TEXT = z.string()
const URL_TEXT = z.url({ protocol: /^https?$/, message: 'must be http://… or https://…' })
const port = z.coerce.number().int().min(0).max(65_535)
const SECRET = { secret: true } as const

/** Everything that can be set, in the order in which it is shown. This is the only list. */
export const SETTINGS = {
  PULSE_HOME: setting(TEXT.min(1), 'Data folder.', { default: '.pulse' }),
  PULSE_PARTITIONS: setting(
    z.coerce.number().int().min(1).max(1024),
    'Partitions of keyed topics when they are created: 1 embedded, 6 on Kafka.',
  ),
  PULSE_STORE_TICKS: setting(FLAG, 'Whether snapshots are stored in ClickHouse, too.', { default: 'false' }),
  PULSE_LOG_LEVEL: setting(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'Least severe log lines that are written.',
    { default: 'info' },
  ),
  PULSE_LOG_FORMAT: setting(
    z.enum(['text', 'json', 'auto']),
    'Form of log lines: text to read, json for a collector; auto is text on a terminal, json elsewhere for services.',
    { default: 'auto' },
  ),
  PULSE_WAIT_SECONDS: setting(
    z.coerce.number().min(0),
    'How long a start waits for Kafka, registry and ClickHouse; without it services wait until they come, other commands 20 s.',
  ),
  PULSE_METRICS_HOST: setting(TEXT.min(1), 'Address on which a service serves its metrics.', {
    default: '127.0.0.1',
  }),
  PULSE_METRICS_PORT: setting(
    port,
    'Port on which a service serves /metrics, /healthz and /readyz; not served where it is not set.',
  ),
  PULSE_HOST: setting(TEXT.min(1), 'Address of the monitor; beyond this machine it needs a token.', {
    default: '127.0.0.1',
  }),
  PULSE_PORT: setting(port, 'Port of the monitor, 0 for any free one.', { default: '8787' }),
  PULSE_MONITOR_TOKEN: setting(
    TEXT,
    'Secret of those who may look at the monitor, 16 characters or more.',
    SECRET,
  ),
  KAFKA_BROKERS: setting(TEXT, 'host:port, separated by commas; without it the log is embedded.'),
  KAFKA_TOPIC_PREFIX: setting(
    TEXT.regex(/^[\w.-]*$/, 'only letters, digits, dot, dash and underscore'),
    'Stands before every topic, group and transactional id, so that installations can share a cluster.',
  ),
  KAFKA_REPLICATION_FACTOR: setting(
    z.coerce.number().int().min(1).max(15),
    "Replicas of topics when they are created; default: the broker's.",
  ),
  KAFKA_SSL: setting(FLAG, 'Whether to speak TLS with the brokers.', { default: 'false' }),
  KAFKA_SSL_CA_FILE: setting(TEXT, 'Certificates (PEM) that the brokers are checked against.'),
  KAFKA_SSL_CERT_FILE: setting(TEXT, 'Our own certificate (PEM), where brokers ask for one.'),
  KAFKA_SSL_KEY_FILE: setting(TEXT, 'The key (PEM) of KAFKA_SSL_CERT_FILE.'),
  KAFKA_SASL_MECHANISM: setting(
    z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
    'How to sign in to Kafka; plain where only a user is given.',
  ),
  KAFKA_SASL_USERNAME: setting(TEXT, 'Kafka user.'),
  KAFKA_SASL_PASSWORD: setting(TEXT, 'Its password.', SECRET),
  SCHEMA_REGISTRY_URL: setting(
    URL_TEXT,
    'Confluent-compatible registry; needed with KAFKA_BROKERS. Node reads NODE_EXTRA_CA_CERTS for an authority of your own.',
  ),
  SCHEMA_REGISTRY_USERNAME: setting(TEXT, 'User of the registry, where it asks for one.'),
  SCHEMA_REGISTRY_PASSWORD: setting(TEXT, 'Its password.', SECRET),
  CLICKHOUSE_URL: setting(
    URL_TEXT,
    'http[s]://[user:password@]host:port[/database]; without it the engine is embedded.',
    SECRET,
  ),
  CLICKHOUSE_USER: setting(TEXT, 'User of the sink, where CLICKHOUSE_URL names none.'),
  CLICKHOUSE_PASSWORD: setting(TEXT, 'Its password.', SECRET),
  CLICKHOUSE_READER_USER: setting(
    TEXT,
    'A user who only reads, for the monitor and pulse sql; without it they read as the sink, with limits and readonly.',
  ),
  CLICKHOUSE_READER_PASSWORD: setting(TEXT, 'Its password.', SECRET),
  CLICKHOUSE_CLUSTER: setting(
    TEXT.regex(/^[\w.-]+$/, 'only letters, digits, dot, dash and underscore'),
    'Cluster on which tables are created: Replicated engines, ON CLUSTER.',
  ),
} as const satisfies Readonly<Record<string, Setting>>

export type SettingName = keyof typeof SETTINGS

/** What was set, each in its own type; a setting without default may be absent. */
export type Settings = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends { readonly default: string }
    ? z.infer<(typeof SETTINGS)[Name]['schema']>
    : z.infer<(typeof SETTINGS)[Name]['schema']> | undefined
}
