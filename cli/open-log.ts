import { createCodec } from '../runtime/codec/codec.ts'
import type { Codec } from '../runtime/codec/port.ts'
import type { KafkaConfig, PulseConfig } from '../runtime/config/pulse-config.ts'
import { LogError } from '../runtime/errors.ts'
import type { EventLog, TopicSpec } from '../runtime/log/port.ts'
import { prefixedLog } from '../runtime/log/prefixed-log.ts'
import type { PartitionCounts } from '../runtime/processor/control.ts'
import { TOPICS, type TopicKey } from '../schemas/topics.ts'
import { kafkaObstacle } from './reach/kafka-obstacle.ts'
import { type OnKafkaWarning, openKafka, reachKafka } from './reach/reach-kafka.ts'
import { reachRegistry, registryObstacle } from './reach/reach-registry.ts'
import { NO_PATIENCE, type Patience, waitFor } from './reach/wait-for.ts'
import { topicSpec } from './topic-specs.ts'

/** The log, its codec, and the topics as they stand. */
export interface OpenLog {
  readonly log: EventLog
  readonly codec: Codec
  readonly partitions: PartitionCounts
}

export interface OpenLogOptions {
  /** How to wait for servers that are not there yet; default: not at all. */
  readonly patience?: Patience
  readonly onKafkaWarning?: OnKafkaWarning
}

/** How long who does not wait for servers bears with a registry that restarts. */
const BRIEF_WAIT_MS = 60_000

/** Opens the log that the configuration names, with its registry, and creates missing topics. */
export async function openLog(config: PulseConfig, options: OpenLogOptions = {}): Promise<OpenLog> {
  const opened = await open(config, options)
  try {
    return { ...opened, partitions: await withTopics(opened.log, config, options) }
  } catch (error) {
    await opened.log.close().catch(() => undefined)
    throw error
  }
}

/**
 * Opens the log beside whoever writes it: nothing is created, and nothing can be written.
 * @throws LogError `unavailable` where there is no log
 */
export async function openLogReader(
  config: PulseConfig,
  options: OpenLogOptions = {},
): Promise<Pick<OpenLog, 'log' | 'codec'>> {
  const { patience } = options
  if (patience === undefined) return open(config, options, true)
  const log = `the event log${config.kafka === undefined ? ` in ${config.home}` : ''}`
  return waitFor(
    log,
    async () => {
      const opened = await open(config, options, true)
      try {
        await allTopics(opened.log)
        return opened
      } catch (error) {
        await opened.log.close().catch(() => undefined)
        throw error
      }
    },
    (error) => ({
      reason: error instanceof Error ? error.message : String(error),
      passes: error instanceof LogError && error.code === 'unavailable',
    }),
    patience,
    ({ log: late }) => late.close(),
  )
}

const open = (
  config: PulseConfig,
  options: OpenLogOptions,
  readOnly = false,
): Promise<Pick<OpenLog, 'log' | 'codec'>> =>
  config.kafka === undefined ? embedded(config, readOnly) : kafka(config.kafka, options)

async function embedded({ home }: PulseConfig, readOnly: boolean): Promise<Pick<OpenLog, 'log' | 'codec'>> {
  const [{ openEmbeddedLog }, { createInProcessRegistry }] = await Promise.all([
    import('../runtime/log/embedded/embedded-log.ts'),
    import('../runtime/codec/in-process-registry.ts'),
  ])
  const log = await openEmbeddedLog({ home, readOnly })
  return { log, codec: createCodec(createInProcessRegistry(home)) }
}

async function kafka(
  config: KafkaConfig,
  { patience, onKafkaWarning }: OpenLogOptions,
): Promise<Pick<OpenLog, 'log' | 'codec'>> {
  const { createConfluentRegistry } = await import('../runtime/codec/confluent-registry.ts')
  const { registry, topicPrefix } = config
  if (patience !== undefined) {
    await waitFor(
      'Kafka',
      () => reachKafka(config),
      (error) => kafkaObstacle(error, config),
      patience,
    )
    await waitFor(
      'the schema registry',
      () => reachRegistry(registry),
      (error) => registryObstacle(error, registry),
      patience,
    )
  }
  const log = await openKafka(config, onKafkaWarning === undefined ? {} : { onWarning: onKafkaWarning })
  return {
    log: topicPrefix === '' ? log : prefixedLog(log, topicPrefix),
    codec: createCodec(
      createConfluentRegistry(registry.url, {
        ...registry.credentials,
        ...(patience === undefined ? { retryForMs: BRIEF_WAIT_MS } : { onWaiting: patience.say }),
      }),
    ),
  }
}

/** Creates what is missing; where that is not ours to do, waits until somebody has. */
function withTopics(
  log: EventLog,
  config: PulseConfig,
  { patience = NO_PATIENCE }: OpenLogOptions,
): Promise<PartitionCounts> {
  return waitFor(
    'the topics',
    async () => {
      const partitions = new Map<TopicKey, number>()
      const specs: TopicSpec[] = []
      for (const [key, topic] of Object.entries(TOPICS)) {
        const spec = topicSpec(topic, config.partitions)
        const existing = await log.partitions(topic.name)
        partitions.set(key as TopicKey, existing ?? spec.partitions)
        if (existing === undefined) specs.push(spec)
      }
      await log.ensureTopics(specs)
      return partitions
    },
    (error) =>
      config.kafka === undefined
        ? { reason: error instanceof Error ? error.message : String(error), passes: false }
        : kafkaObstacle(error, config.kafka),
    patience,
  )
}

/** @throws LogError `unavailable` while a topic is missing */
async function allTopics(log: EventLog): Promise<void> {
  for (const { name } of Object.values(TOPICS))
    if ((await log.partitions(name)) === undefined)
      throw new LogError(
        'unavailable',
        `topic ${name} does not exist yet: start the services, which create the topics.`,
      )
}
