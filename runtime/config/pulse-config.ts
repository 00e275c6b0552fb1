/** Kafka and its registry. */
export interface KafkaConfig {
  readonly brokers: readonly string[]
  readonly registry: RegistryConfig
  /** Put before every topic, group and transactional id, so that installations can share a cluster. */
  readonly topicPrefix: string
  /** Of topics that are created; undefined: the broker's own. */
  readonly replicationFactor: number | undefined
  /** false: plain text; true: TLS against the certificates of the system. */
  readonly ssl: boolean | TlsConfig
  readonly sasl:
    | {
        readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
        readonly username: string
        readonly password: string
      }
    | undefined
}

export interface RegistryConfig {
  readonly url: string
  readonly credentials: { readonly username: string; readonly password: string } | undefined
}

/** Contents of PEM files. */
export interface TlsConfig {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

export interface ListenConfig {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

export interface MonitorConfig extends ListenConfig {
  /** Secret of those who may look; needed where other machines can reach the host. */
  readonly token: string | undefined
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

export interface LoggingConfig {
  readonly level: LogLevel
  readonly format: 'text' | 'json' | 'auto'
}

export interface PulseConfig {
  /** Data folder, absolute. */
  readonly home: string
  /** Prefix of consumer groups, transactional ids and changelogs. */
  readonly application: string
  /** Partitions of keyed topics when they are created. */
  readonly partitions: number
  /** Undefined: the embedded log. */
  readonly kafka: KafkaConfig | undefined
  /** A ClickHouse server, with credentials; undefined: the embedded engine. */
  readonly clickhouseUrl: string | undefined
  /** The same with a user who only reads; undefined: there is none. */
  readonly clickhouseReaderUrl: string | undefined
  /** Cluster on which tables are created; undefined: one server. */
  readonly clickhouseCluster: string | undefined
  /** Whether snapshots are stored in ClickHouse, too. */
  readonly storeTicks: boolean
  readonly logging: LoggingConfig
  /** How long a start waits for servers; undefined: as the command thinks right. */
  readonly waitSeconds: number | undefined
  /** Where a service serves its metrics; undefined: nowhere. */
  readonly metrics: ListenConfig | undefined
  /** Where the monitor listens. */
  readonly monitor: MonitorConfig
}
