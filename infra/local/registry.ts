import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { QUICK_COMPILER } from './java.ts'
import { LOOPBACK } from './ports.ts'
import { type ServerProcess, spawnServer, waitUntilReady } from './server-process.ts'

export type RegistryOptions = {
  readonly java: string
  readonly folder: string
  readonly home: string
  readonly port: number
  readonly env: NodeJS.ProcessEnv
  readonly guard: (pid: number) => void
}

const READY_TIMEOUT_MS = 60_000

/** Where Apicurio answers the Confluent schema registry API. */
export function registryUrl(port: number): string {
  return `http://${LOOPBACK}:${port}/apis/ccompat/v7`
}

/**
 * Starts the schema registry. Its schemas are in `home/registry`, beside the broker's data, because
 * records in the broker carry schema ids which must mean the same after a restart.
 */
export async function startRegistry(options: RegistryOptions): Promise<ServerProcess> {
  const store = join(options.home, 'registry')
  await mkdir(store, { recursive: true })
  const jars = await readdir(options.folder)
  const runner = jars.find((name) => name.endsWith('-runner.jar'))!
  const registry = await spawnServer({
    name: 'Schema registry',
    command: options.java,
    args: ['-Xmx256m', QUICK_COMPILER, `-Dpulse.home=${options.home}`, '-jar', join(options.folder, runner)],
    cwd: options.home,
    env: {
      ...options.env,
      QUARKUS_HTTP_HOST: LOOPBACK,
      QUARKUS_HTTP_PORT: String(options.port),
      QUARKUS_DATASOURCE_JDBC_URL: storeUrl(store),
      QUARKUS_DATASOURCE_JDBC_INITIAL_SIZE: '2',
      QUARKUS_DATASOURCE_JDBC_MIN_SIZE: '2',
      QUARKUS_DATASOURCE_JDBC_MAX_SIZE: '20',
      REGISTRY_LOG_LEVEL: 'WARN',
    },
    logFile: join(options.home, 'logs', 'registry.log'),
    guard: options.guard,
  })
  await waitUntilReady(registry, () => listsSubjects(options.port), READY_TIMEOUT_MS)
  return registry
}

/** An H2 file written through on every commit: an id that was handed out survives a kill. */
function storeUrl(store: string): string {
  return `jdbc:h2:file:${join(store, 'schemas')};WRITE_DELAY=0`
}

async function listsSubjects(port: number): Promise<boolean> {
  const response = await fetch(`${registryUrl(port)}/subjects`).catch(() => undefined)
  await response?.text()
  return response?.ok === true
}
