import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { InfraError } from './local/infra-error.ts'

const COMPOSE_FILE = fileURLToPath(new URL('./compose.yaml', import.meta.url))

/** Where compose.yaml publishes its servers on this machine. */
export const composeEnvironment = {
  KAFKA_BROKERS: 'localhost:9092',
  SCHEMA_REGISTRY_URL: 'http://localhost:8081/apis/ccompat/v7',
  CLICKHOUSE_URL: 'http://pulse:pulse@localhost:8123/pulse',
} as const

/** Brings up the servers of compose.yaml and waits for their health checks. Throws `InfraError`. */
export async function composeUp(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  await compose(['up', '--detach', '--wait'], env)
}

/** Stops all containers, our services too; their volumes stay. */
export async function composeDown(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  await compose(['--profile', 'services', 'down'], env)
}

/** The table of containers, as Docker prints it. */
export async function composeStatus(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return compose(['--profile', 'services', 'ps'], env)
}

type ComposeFailure = { readonly code?: string | number; readonly stderr?: string }

async function compose(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const run = promisify(execFile)('docker', ['compose', '--file', COMPOSE_FILE, ...args], { env })
    return (await run).stdout
  } catch (cause) {
    const { code, stderr = '' } = cause as ComposeFailure
    if (code === 'ENOENT' || isPluginMissing(stderr)) {
      throw new InfraError(
        'composeMissing',
        'docker compose is not available. Install Docker with its compose plugin (2.20 or newer), ' +
          'or run without Docker: pulse infra up --local.',
        { cause },
      )
    }
    throw new InfraError(
      'composeFailed',
      `docker compose ${args.join(' ')} ended with exit code ${code}. Is the Docker daemon running, and ` +
        `are the ports 8081, 8123 and 9092 free?\n${stderr.trimEnd()}`,
      { cause },
    )
  }
}

/** A Docker client without the plugin takes `compose`, or the flag after it, for an unknown word. */
function isPluginMissing(stderr: string): boolean {
  return /unknown (shorthand )?flag|unknown command|is not a docker command/.test(stderr)
}
