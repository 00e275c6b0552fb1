import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Kafka, logLevel } from 'kafkajs'
import { kafkaBundle } from './bundles.ts'
import { InfraError } from './infra-error.ts'
import { type InstallOptions, installBundle } from './install-bundle.ts'
import { QUICK_COMPILER } from './java.ts'
import { LOOPBACK } from './ports.ts'
import { type ServerProcess, spawnServer, waitUntilReady } from './server-process.ts'

/** Settings of a Kafka `server.properties`. */
export type BrokerConfig = Readonly<Record<string, string | number | boolean>>

export type BrokerOptions = {
  readonly java: string
  readonly jars: string
  /** Folder of this broker. */
  readonly home: string
  /** Number of the broker in its cluster, from 1. */
  readonly id: number
  readonly port: number
  /** Port that clients are told to come back to; a proxy stands there. Default: `port`. */
  readonly advertisedPort?: number
  /** Of all brokers of the cluster, in the order of their numbers. */
  readonly controllerPorts: readonly number[]
  readonly clusterId: string
  readonly config: BrokerConfig
  readonly env: NodeJS.ProcessEnv
  readonly guard: (pid: number) => void
}

const READY_TIMEOUT_MS = 60_000

const MOST_REPLICAS = 3

const LOG4J_CONFIG = fileURLToPath(new URL('./log4j2.properties', import.meta.url))

/** Folder with the broker's jars: of `KAFKA_HOME` when that is set, else of the cache, filled if empty. */
export async function kafkaJars(options: InstallOptions): Promise<string> {
  const kafkaHome = options.env.KAFKA_HOME
  if (!kafkaHome) return installBundle(kafkaBundle, options)
  const libs = join(kafkaHome, 'libs')
  const names = await readdir(libs).catch(() => [])
  if (names.some((name) => /^kafka_2\.13-([4-9]|\d\d)\..*\.jar$/.test(name))) return libs
  throw new InfraError(
    'kafkaHomeInvalid',
    `KAFKA_HOME is ${kafkaHome}, but ${libs} holds no kafka_2.13-4.x jar. ` +
      'Point it at an unpacked Apache Kafka 4.x, or unset it to use the pinned download.',
  )
}

/** Of one broker among several, each holding a copy of everything. */
const HEAP_OF_SEVERAL = '-Xmx256m'
const HEAP = '-Xmx512m'

/** Starts a node that is broker and controller; its data are in `home/kafka`, kept between runs. */
export async function startBroker(options: BrokerOptions): Promise<ServerProcess> {
  const settings = join(options.home, 'server.properties')
  await mkdir(options.home, { recursive: true })
  await writeFile(settings, propertiesText({ ...brokerSettings(options), ...options.config }))
  if (!existsSync(join(dataFolder(options.home), 'meta.properties'))) await formatStorage(options, settings)
  const heap = options.controllerPorts.length > 1 ? HEAP_OF_SEVERAL : HEAP
  const broker = await spawnServer({
    ...jvm(options, 'kafka', [heap, QUICK_COMPILER, 'kafka.Kafka', settings]),
    name: 'Kafka broker',
    guard: options.guard,
  })
  await waitUntilReady(broker, () => answersAsCluster(options), READY_TIMEOUT_MS)
  return broker
}

/**
 * What a laptop needs: as many replicas as there are brokers, up to three, of which one may be down; few internal
 * partitions (each costs start time), no wait before the first rebalance, short timeouts so that a killed member,
 * transaction or broker is replaced quickly, and no topic by accident.
 */
export function brokerSettings(
  options: Pick<BrokerOptions, 'home' | 'id' | 'port' | 'advertisedPort' | 'controllerPorts'>,
): BrokerConfig {
  const { home, id, port, advertisedPort = port, controllerPorts } = options
  const replicas = Math.min(controllerPorts.length, MOST_REPLICAS)
  const inSync = Math.max(1, replicas - 1)
  return {
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': controllerPorts.map((at, n) => `${n + 1}@${LOOPBACK}:${at}`).join(','),
    listeners: `BROKER://${LOOPBACK}:${port},CONTROLLER://${LOOPBACK}:${controllerPorts[id - 1]}`,
    'advertised.listeners': `BROKER://${LOOPBACK}:${advertisedPort}`,
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'BROKER',
    'controller.listener.names': 'CONTROLLER',
    'broker.heartbeat.interval.ms': 1000,
    'broker.session.timeout.ms': 4000,
    'log.dirs': dataFolder(home),
    'auto.create.topics.enable': false,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': 4,
    'transaction.abort.timed.out.transaction.cleanup.interval.ms': 1000,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': 1,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
  }
}

function dataFolder(home: string): string {
  return join(home, 'kafka')
}

/** A properties file takes `\` for an escape, so a folder name must not smuggle one in. */
function propertiesText(config: BrokerConfig): string {
  return Object.entries(config)
    .map(([key, value]) => `${key}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('')
}

async function formatStorage(options: BrokerOptions, settings: string): Promise<void> {
  const tool = ['kafka.tools.StorageTool', 'format', '--cluster-id', options.clusterId, '--config', settings]
  const format = await spawnServer({
    ...jvm(options, 'format', ['-Xmx128m', QUICK_COMPILER, ...tool]),
    name: 'Kafka storage formatting',
  })
  const isFormatted = async () => format.exitCode() === 0
  await waitUntilReady(format, isFormatted, READY_TIMEOUT_MS)
}

function jvm(options: BrokerOptions, log: string, args: readonly string[]) {
  return {
    command: options.java,
    args: ['-cp', join(options.jars, '*'), `-Dlog4j2.configurationFile=${LOG4J_CONFIG}`, ...args],
    cwd: options.home,
    env: options.env,
    logFile: join(options.home, 'logs', `${log}.log`),
  }
}

/** Most brokers of the cluster are there, a controller among them. */
async function answersAsCluster({ port, controllerPorts }: BrokerOptions): Promise<boolean> {
  const retry = { retries: 0 }
  const broker = `${LOOPBACK}:${port}`
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING, retry }).admin({ retry })
  try {
    await admin.connect()
    const { brokers, controller } = await admin.describeCluster()
    return brokers.length > controllerPorts.length / 2 && controller !== null
  } catch {
    return false
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}
