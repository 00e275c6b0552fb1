import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type BrokerConfig, kafkaJars } from './broker.ts'
import { registryBundle } from './bundles.ts'
import { clusterIdOf } from './cluster-id.ts'
import { InfraError } from './infra-error.ts'
import { installBundle } from './install-bundle.ts'
import { findJava } from './java.ts'
import { LocalBroker } from './local-broker.ts'
import { choosePorts, LOOPBACK } from './ports.ts'
import { endProcess } from './processes.ts'
import { registryUrl, startRegistry } from './registry.ts'
import { readState, removeState, writeState } from './state-file.ts'
import { startWatchdog } from './watchdog.ts'

export type LocalKafkaOptions = {
  /** Folder of data, logs and state; kept between runs. */
  readonly home: string
  /** Folder of downloaded software, shared by all homes. Default `~/.cache/ashare-pulse`. */
  readonly cache?: string
  /** Progress, one line at a time. Default: silence. */
  readonly log?: (line: string) => void
  /**
   * Brokers of the cluster (default 1). With three, every partition has three copies, a write needs two of them,
   * and one broker may be down.
   */
  readonly brokers?: number
  /** Added to, and winning over, the launcher's own broker settings. */
  readonly brokerConfig?: BrokerConfig
  /** Default: free ports. `broker` and `advertised` are of the first broker. */
  readonly ports?: {
    readonly broker?: number
    readonly registry?: number
    /** Where clients are told to find the broker: the port of a proxy in front of it. Default: `broker`. */
    readonly advertised?: number
  }
  /** `background` servers go on after this process; the default is to end with it. */
  readonly lifetime?: 'process' | 'background'
  readonly env?: NodeJS.ProcessEnv
}

export type LocalKafka = {
  /** For `KAFKA_BROKERS`. */
  readonly brokers: string
  /** For `SCHEMA_REGISTRY_URL`. */
  readonly registryUrl: string
  /** Of the brokers, then of the registry. */
  readonly pids: number[]
  readonly nodes: readonly LocalBroker[]
  /** Resolves when all processes are gone. */
  stop(): Promise<void>
}

/**
 * Starts a real Kafka broker, or several, and a real schema registry on this machine, without Docker, and resolves
 * when they answer. The first start downloads them; later ones need no network. Throws `InfraError`.
 */
export async function startLocalKafka(options: LocalKafkaOptions): Promise<LocalKafka> {
  const { cache = defaultCache(), log = () => undefined, env = process.env } = options
  const home = resolve(options.home)
  await refuseUnlessStartable(home)
  const java = await findJava(env)
  const install = { cache, log, env }
  const jars = await kafkaJars(install)
  const folder = await installBundle(registryBundle, install)
  const { brokers: count = 1, ports: wanted = {} } = options
  const homes = homesOf(home, count)
  const [registryPort = 0, ...ports] = await choosePorts([
    wanted.registry,
    wanted.broker,
    ...Array<undefined>(2 * count - 1).fill(undefined),
  ])
  const controllerPorts = ports.slice(count)
  const clusterId = await clusterIdOf(homes)

  log(
    count === 1
      ? 'Starting the Kafka broker and the schema registry'
      : `Starting ${count} Kafka brokers and the schema registry`,
  )
  const { guard, callOff } = startWatchdog()
  const common = { java, env, guard }
  const config = options.brokerConfig ?? {}
  const [registry, ...brokers] = await Promise.allSettled([
    startRegistry({ ...common, home, folder, port: registryPort }),
    ...homes.map((folderOfBroker, n) =>
      LocalBroker.start({
        ...common,
        home: folderOfBroker,
        jars,
        id: n + 1,
        port: ports[n]!,
        ...(n === 0 && wanted.advertised !== undefined ? { advertisedPort: wanted.advertised } : {}),
        controllerPorts,
        clusterId,
        config,
      }),
    ),
  ])
  const nodes = brokers.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
  const registryPids = registry.status === 'fulfilled' ? [registry.value.pid] : []
  const pids = (): number[] => [...nodes.map(({ pid }) => pid), ...registryPids]
  const failed = [...brokers, registry].find((start) => start.status === 'rejected')
  if (failed) {
    await Promise.all(pids().map((pid) => endProcess(pid)))
    callOff()
    throw failed.reason
  }

  const running = {
    brokers: [wanted.advertised ?? ports[0], ...ports.slice(1, count)]
      .map((port) => `${LOOPBACK}:${port}`)
      .join(','),
    registryUrl: registryUrl(registryPort),
  }
  await writeState(home, { ...running, pids: pids() })
  if (options.lifetime === 'background') callOff()
  log(
    `Kafka ${count === 1 ? 'broker' : 'brokers'} ${running.brokers}, schema registry ${running.registryUrl}`,
  )
  return {
    ...running,
    get pids() {
      return pids()
    },
    nodes,
    stop: async () => {
      await Promise.all(pids().map((pid) => endProcess(pid)))
      callOff()
      await removeState(home)
    },
  }
}

/** A single broker has its folder to itself; several have one each. */
function homesOf(home: string, brokers: number): string[] {
  if (brokers === 1) return [home]
  return Array.from({ length: brokers }, (_, n) => join(home, `broker-${n + 1}`))
}

export function defaultCache(): string {
  return join(homedir(), '.cache', 'ashare-pulse')
}

async function refuseUnlessStartable(home: string): Promise<void> {
  if (process.platform === 'win32') {
    throw new InfraError(
      'unsupportedPlatform',
      'The local launcher runs on Linux and macOS. On Windows use WSL 2, or Docker: pulse infra up.',
    )
  }
  const running = await readState(home)
  if (running) {
    throw new InfraError(
      'alreadyRunning',
      `A broker of ${home} already runs (pid ${running.pids.join(', ')}) at ${running.brokers}. ` +
        'Use it, stop it with: pulse infra down, or choose another home.',
    )
  }
}
