import { type Cluster, Kafka, type KafkaConfig, logLevel } from 'kafkajs'

export interface KafkaOptions {
  readonly brokers: readonly string[]
  readonly clientId?: string
  readonly ssl?: KafkaConfig['ssl']
  readonly sasl?: KafkaConfig['sasl']
  /** Put before consumer groups and transactional ids, for clusters that grant rights by prefix. */
  readonly groupPrefix?: string
  /** A member that is silent for so long loses its tasks. Default 6 s. */
  readonly sessionTimeoutMs?: number
  /**
   * The broker aborts a transaction that is open for so long; readers of its topics wait for it. Longer than the
   * largest commit takes on a busy machine. Default 30 s: a task that was killed is opened elsewhere, and its
   * transaction ended, long before.
   */
  readonly transactionTimeoutMs?: number
  /** How long calls are repeated while no broker answers. Default 30 s. */
  readonly retryForMs?: number
  /** Of topics that are created; default: the broker's. */
  readonly replicationFactor?: number
  /** Gets kafkajs' own warnings and errors; most are about faults that are retried. */
  readonly onWarning?: (message: string, details: Readonly<Record<string, unknown>>) => void
}

/** Everything that the parts of the Kafka adapter share. */
export interface KafkaClient {
  readonly kafka: Kafka
  readonly groupPrefix: string
  readonly sessionTimeoutMs: number
  readonly transactionTimeoutMs: number
  readonly retryForMs: number
  readonly replicationFactor: number
}

const BROKER_DEFAULT = -1

export function createKafkaClient(options: KafkaOptions): KafkaClient {
  const { brokers, clientId = 'ashare-pulse', ssl, sasl, onWarning = () => undefined } = options
  return {
    kafka: new Kafka({
      brokers: [...brokers],
      clientId,
      connectionTimeout: 3_000,
      retry: { initialRetryTime: 50, maxRetryTime: 1_000, retries: 8 },
      logLevel: logLevel.WARN,
      logCreator:
        () =>
        ({ namespace, log: { message, timestamp: _, ...details } }) =>
          onWarning(`${namespace}: ${message}`, details),
      ...(ssl === undefined ? {} : { ssl }),
      ...(sasl === undefined ? {} : { sasl }),
    }),
    groupPrefix: options.groupPrefix ?? '',
    sessionTimeoutMs: options.sessionTimeoutMs ?? 6_000,
    transactionTimeoutMs: options.transactionTimeoutMs ?? 30_000,
    retryForMs: options.retryForMs ?? 30_000,
    replicationFactor: options.replicationFactor ?? BROKER_DEFAULT,
  }
}

/**
 * A connection of its own to the cluster, reading committed records. kafkajs has no `assign`; its documented
 * interface for partition assigners, though, hands out the cluster of a consumer, which joins no group until it
 * is run. With it we fetch from any partition at once, where a throw-away group would cost seconds.
 */
export function openCluster(kafka: Kafka, { uncommitted = false } = {}): Cluster {
  let cluster: Cluster | undefined
  kafka.consumer({
    groupId: 'never-joined',
    allowAutoTopicCreation: false,
    readUncommitted: uncommitted,
    partitionAssigners: [
      (config) => {
        cluster = config.cluster
        return {
          name: 'none',
          version: 0,
          assign: async () => [],
          protocol: () => ({ name: 'none', metadata: Buffer.alloc(0) }),
        }
      },
    ],
  })
  return cluster!
}
