import { ConfigError } from '../errors.ts'
import { readConfig } from './read-config.ts'
import { readSettings } from './read-settings.ts'
import type { SettingName, Settings } from './settings.ts'
import { unknownVariables } from './unknown-variables.ts'

export interface ConfigCheck {
  /** Why nothing starts like this. */
  readonly errors: readonly string[]
  /** What is allowed and probably not meant. */
  readonly warnings: readonly string[]
}

/** Looks at a whole configuration: every setting, what belongs together, and names that nobody reads. */
export function checkConfig(env: NodeJS.ProcessEnv): ConfigCheck {
  const errors: string[] = []
  const warnings: string[] = []
  for (const { name, nearest } of unknownVariables(env))
    if (nearest === undefined) warnings.push(`${name} is set, and nobody reads it.`)
    else errors.push(`${name} is no setting: did you mean ${nearest}?`)
  let settings: Settings
  try {
    settings = readSettings(env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { errors: [...errors, ...problemsIn(error)], warnings }
  }
  try {
    readConfig(env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    errors.push(...problemsIn(error))
  }
  for (const rule of RULES) {
    const { error, warning } = rule(settings)
    if (error !== undefined && !errors.includes(error)) errors.push(error)
    if (warning !== undefined) warnings.push(warning)
  }
  return { errors, warnings }
}

interface Verdict {
  readonly error?: string
  readonly warning?: string
}

type Rule = (settings: Settings) => Verdict

const FINE: Verdict = {}

/** A setting that says something about another one, which is not there. */
const belongsTo =
  (owner: SettingName, ...names: readonly SettingName[]): Rule =>
  (settings) => {
    const alone = settings[owner] === undefined || settings[owner] === false
    const given = names.filter((name) => settings[name] !== undefined)
    return alone && given.length > 0
      ? { error: `${given.join(' and ')} ${given.length > 1 ? 'are' : 'is'} set but ${owner} is not.` }
      : FINE
  }

const RULES: readonly Rule[] = [
  belongsTo('KAFKA_BROKERS', 'KAFKA_TOPIC_PREFIX', 'KAFKA_REPLICATION_FACTOR', 'KAFKA_SASL_USERNAME'),
  belongsTo('KAFKA_SSL', 'KAFKA_SSL_CA_FILE', 'KAFKA_SSL_CERT_FILE', 'KAFKA_SSL_KEY_FILE'),
  belongsTo('SCHEMA_REGISTRY_URL', 'SCHEMA_REGISTRY_USERNAME'),
  belongsTo('CLICKHOUSE_URL', 'CLICKHOUSE_USER', 'CLICKHOUSE_READER_USER', 'CLICKHOUSE_CLUSTER'),
  belongsTo('CLICKHOUSE_USER', 'CLICKHOUSE_PASSWORD'),
  belongsTo('CLICKHOUSE_READER_USER', 'CLICKHOUSE_READER_PASSWORD'),
  ({ CLICKHOUSE_URL: url, CLICKHOUSE_USER: user }) =>
    url !== undefined && user !== undefined && new URL(url).username !== ''
      ? { error: 'CLICKHOUSE_URL names a user and CLICKHOUSE_USER another: name one.' }
      : FINE,
  ({ PULSE_METRICS_PORT: metrics, PULSE_PORT: page, PULSE_METRICS_HOST: at, PULSE_HOST: host }) =>
    metrics !== undefined && metrics !== 0 && metrics === page && at === host
      ? { error: `PULSE_METRICS_PORT and PULSE_PORT are both ${page}: give the metrics another one.` }
      : FINE,
  ({ PULSE_PORT: page, PULSE_METRICS_PORT: metrics = 0 }) => {
    const low = [page, metrics].filter((port) => port > 0 && port < 1024)
    return low.length > 0 && process.getuid?.() !== 0
      ? { warning: `Ports below 1024 (${low.join(', ')}) need rights that this user may not have.` }
      : FINE
  },
  ({ PULSE_HOST: host, PULSE_MONITOR_TOKEN: token }) =>
    isOpen(host) && token === undefined
      ? { error: `PULSE_HOST is ${host}, which other machines can reach: set PULSE_MONITOR_TOKEN.` }
      : FINE,
  ({ PULSE_METRICS_HOST: host, PULSE_METRICS_PORT: port }) =>
    isOpen(host) && port !== undefined
      ? { warning: `Other machines can read the metrics on ${host}: let only the collector in.` }
      : FINE,
  ({ KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: user, KAFKA_SSL: ssl, KAFKA_BROKERS: brokers }) =>
    user !== undefined &&
    !ssl &&
    mechanism !== 'scram-sha-256' &&
    mechanism !== 'scram-sha-512' &&
    isFar(brokers)
      ? { warning: 'The password for Kafka crosses the network as it is: set KAFKA_SSL, or use scram.' }
      : FINE,
  ({ CLICKHOUSE_URL: url }) =>
    url?.startsWith('http:') === true && isFar(new URL(url).hostname)
      ? { warning: 'Passwords and rows cross the network to ClickHouse as they are: https:// does not.' }
      : FINE,
]

const isOpen = (host: string): boolean => !/^(localhost|127\.[\d.]+|\[?::1\]?)$/i.test(host)
const isFar = (hosts = ''): boolean =>
  hosts.split(',').some((host) => isOpen(host.trim().replace(/:\d+$/, '')))

const problemsIn = ({ message }: ConfigError): readonly string[] => {
  const [first = '', ...rest] = message.split('\n  ')
  return rest.length === 0 ? [first] : rest
}
