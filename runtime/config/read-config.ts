import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigError } from '../errors.ts'
import type { KafkaConfig, PulseConfig, RegistryConfig, TlsConfig } from './pulse-config.ts'
import { readSettings } from './read-settings.ts'
import type { SettingName, Settings } from './settings.ts'

/** Partitions of keyed topics: one process has no use for more than one. */
const EMBEDDED_PARTITIONS = 1
const KAFKA_PARTITIONS = 6

/**
 * Reads the configuration from environment variables.
 * @throws ConfigError naming the variable, what is wrong with it and what it may be
 */
export function readConfig(env: NodeJS.ProcessEnv): PulseConfig {
  const settings = readSettings(env)
  const kafka = kafkaConfig(settings)
  return {
    home: resolve(settings.PULSE_HOME),
    application: 'pulse',
    partitions: settings.PULSE_PARTITIONS ?? (kafka === undefined ? EMBEDDED_PARTITIONS : KAFKA_PARTITIONS),
    kafka,
    ...clickhouseConfig(settings),
    storeTicks: settings.PULSE_STORE_TICKS,
    logging: { level: settings.PULSE_LOG_LEVEL, format: settings.PULSE_LOG_FORMAT },
    waitSeconds: settings.PULSE_WAIT_SECONDS,
    metrics:
      settings.PULSE_METRICS_PORT === undefined
        ? undefined
        : { host: settings.PULSE_METRICS_HOST, port: settings.PULSE_METRICS_PORT },
    monitor: {
      host: settings.PULSE_HOST,
      port: settings.PULSE_PORT,
      token: settings.PULSE_MONITOR_TOKEN,
    },
  }
}

function kafkaConfig(settings: Settings): KafkaConfig | undefined {
  const { KAFKA_BROKERS: text, SCHEMA_REGISTRY_URL: registryUrl } = settings
  if (text === undefined) {
    if (registryUrl === undefined) return undefined
    throw new ConfigError(
      'missing',
      'SCHEMA_REGISTRY_URL is set but KAFKA_BROKERS is not: set both, or neither.',
    )
  }
  if (registryUrl === undefined)
    throw new ConfigError(
      'missing',
      'KAFKA_BROKERS is set but SCHEMA_REGISTRY_URL is not: set both, or neither.',
    )
  const brokers = text
    .split(',')
    .map((broker) => broker.trim())
    .filter(Boolean)
  const wrong = brokers.find((broker) => !/^[^\s:]+:\d{1,5}$/.test(broker))
  if (brokers.length === 0 || wrong !== undefined)
    throw new ConfigError(
      'invalid',
      `KAFKA_BROKERS must be host:port, separated by commas, not "${wrong ?? text}".`,
    )
  return {
    brokers,
    registry: { url: registryUrl, credentials: registryCredentials(settings) },
    topicPrefix: settings.KAFKA_TOPIC_PREFIX ?? '',
    replicationFactor: settings.KAFKA_REPLICATION_FACTOR,
    ssl: sslConfig(settings),
    sasl: saslConfig(settings),
  }
}

function registryCredentials(settings: Settings): RegistryConfig['credentials'] {
  const { SCHEMA_REGISTRY_USERNAME: username, SCHEMA_REGISTRY_PASSWORD: password } = settings
  if (username === undefined && password === undefined) return undefined
  if (username === undefined || password === undefined)
    throw new ConfigError(
      'missing',
      'The registry needs SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD, or neither.',
    )
  return { username, password }
}

function sslConfig(settings: Settings): KafkaConfig['ssl'] {
  const { KAFKA_SSL: ssl, KAFKA_SSL_CERT_FILE: cert, KAFKA_SSL_KEY_FILE: key } = settings
  const { KAFKA_SSL_CA_FILE: ca } = settings
  if (!ssl) return false
  if ((cert === undefined) !== (key === undefined))
    throw new ConfigError('missing', 'KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE go together: set both.')
  if (ca === undefined && cert === undefined) return true
  return {
    ...pem('ca', 'KAFKA_SSL_CA_FILE', ca),
    ...pem('cert', 'KAFKA_SSL_CERT_FILE', cert),
    ...pem('key', 'KAFKA_SSL_KEY_FILE', key),
  }
}

function pem(field: keyof TlsConfig, name: SettingName, file: string | undefined): TlsConfig {
  if (file === undefined) return {}
  try {
    return { [field]: readFileSync(file, 'utf8') }
  } catch (cause) {
    throw new ConfigError('invalid', `${name}: ${(cause as Error).message}`, { cause })
  }
}

function saslConfig(settings: Settings): KafkaConfig['sasl'] {
  const {
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  } = settings
  if (mechanism === undefined && username === undefined && password === undefined) return undefined
  if (username === undefined || password === undefined)
    throw new ConfigError('missing', 'Kafka SASL needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.')
  return { mechanism: mechanism ?? 'plain', username, password }
}

function clickhouseConfig(
  settings: Settings,
): Pick<PulseConfig, 'clickhouseUrl' | 'clickhouseReaderUrl' | 'clickhouseCluster'> {
  const { CLICKHOUSE_URL: url, CLICKHOUSE_CLUSTER: clickhouseCluster } = settings
  const { CLICKHOUSE_USER: user, CLICKHOUSE_READER_USER: reader } = settings
  if (url === undefined) {
    const alone = (['CLICKHOUSE_USER', 'CLICKHOUSE_READER_USER', 'CLICKHOUSE_CLUSTER'] as const).find(
      (name) => settings[name] !== undefined,
    )
    if (alone !== undefined)
      throw new ConfigError('missing', `${alone} is set but CLICKHOUSE_URL is not: it is about a server.`)
    return { clickhouseUrl: undefined, clickhouseReaderUrl: undefined, clickhouseCluster: undefined }
  }
  return {
    clickhouseUrl: user === undefined ? url : withUser(url, user, settings.CLICKHOUSE_PASSWORD),
    clickhouseReaderUrl:
      reader === undefined ? undefined : withUser(url, reader, settings.CLICKHOUSE_READER_PASSWORD),
    clickhouseCluster,
  }
}

function withUser(text: string, user: string, password = ''): string {
  const url = new URL(text)
  url.username = encodeURIComponent(user)
  url.password = encodeURIComponent(password)
  return url.href
}
