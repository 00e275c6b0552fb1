import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type BrokerConfig, kafkaJars, startBroker } from './broker.ts'
import { registryBundle } from './bundles.ts'
import { InfraError } from './infra-error.ts'
import { installBundle } from './install-bundle.ts'
import { findJava } from './java.ts'
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
  /** Added to, and winning over, the launcher's own broker settings. */
  readonly brokerConfig?: BrokerConfig
  /** Default: free ports. */
  readonly ports?: { readonly broker?: number; readonly registry?: number }
  /** `background` servers go on after this process; the default is to end with it. */
  readonly lifetime?: 'process' | 'background'
  readonly env?: NodeJS.ProcessEnv
}

export type LocalKafka = {
  /** For `KAFKA_BROKERS`. */
  readonly brokers: string
  /** For `SCHEMA_REGISTRY_URL`. */
  readonly registryUrl: string
  readonly pids: number[]
  /** Resolves when both processes are gone. */
  stop(): Promise<void>
}

/**
 * Starts a real Kafka broker and a real schema registry on this machine, without Docker, and resolves
 * when both answer. The first start downloads them; later ones need no network. Throws `InfraError`.
 */
export async function startLocalKafka(options: LocalKafkaOptions): Promise<LocalKafka> {
  const { cache = defaultCache(), log = () => undefined, env = process.env } = options
  const home = resolve(options.home)
  await refuseUnlessStartable(home)
  const java = await findJava(env)
  const install = { cache, log, env }
  const jars = await kafkaJars(install)
  const folder = await installBundle(registryBundle, install)
  const { broker: wantedBroker, registry: wantedRegistry } = options.ports ?? {}
  const [port, controllerPort, registryPort] = (await choosePorts([
    wantedBroker,
    undefined,
    wantedRegistry,
  ])) as [number, number, number]

  log('Starting the Kafka broker and the schema registry')
  const { guard, callOff } = startWatchdog()
  const common = { java, home, env, guard }
  const config = options.brokerConfig ?? {}
  const starts = await Promise.allSettled([
    startBroker({ ...common, jars, port, controllerPort, config }),
    startRegistry({ ...common, folder, port: registryPort }),
  ])
  const pids = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value.pid] : []))
  const failed = starts.find((start) => start.status === 'rejected')
  if (failed) {
    await Promise.all(pids.map((pid) => endProcess(pid)))
    callOff()
    throw failed.reason
  }

  const running = { brokers: `${LOOPBACK}:${port}`, registryUrl: registryUrl(registryPort), pids }
  await writeState(home, running)
  if (options.lifetime === 'background') callOff()
  log(`Kafka broker ${running.brokers}, schema registry ${running.registryUrl}`)
  return {
    ...running,
    stop: async () => {
      await Promise.all(pids.map((pid) => endProcess(pid)))
      callOff()
      await removeState(home)
    },
  }
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
