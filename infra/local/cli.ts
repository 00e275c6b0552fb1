import { join, resolve } from 'node:path'
import { composeDown, composeEnvironment, composeStatus, composeUp } from '../compose.ts'
import { InfraError } from './infra-error.ts'
import { endProcess } from './processes.ts'
import { defaultCache, startLocalKafka } from './start-local-kafka.ts'
import { type RunningState, readState, removeState } from './state-file.ts'

export type InfraOptions = {
  /** Real processes on this machine instead of Docker containers. */
  readonly local: boolean
  /** Brokers to start on this machine (default 1). */
  readonly brokers?: number
  /** Folder of the local servers. Default: `infra` in `PULSE_HOME`. */
  readonly home?: string
  readonly cache?: string
  readonly env?: NodeJS.ProcessEnv
  /** Result lines, for a person or for `eval`. */
  readonly print: (line: string) => void
  /** Progress lines. */
  readonly log: (line: string) => void
}

export type InfraStatus =
  | { readonly kind: 'stopped' }
  /** Something of it runs; `pids` are the processes that are still there: the brokers, then the registry. */
  | ({ readonly kind: 'running' } & RunningState)
  | { readonly kind: 'compose'; readonly services: string }

/**
 * `pulse infra up`: brings up broker and registry in the background and prints how to reach them. Run
 * again, it prints the same lines. Throws `InfraError`.
 */
export async function infraUp(options: InfraOptions): Promise<void> {
  if (!options.local) {
    options.log('Starting the containers of infra/compose.yaml')
    await composeUp(options.env)
    return printEnvironment(composeEnvironment, options)
  }
  const home = homeOf(options)
  const running = (await completeState(home, options.brokers)) ?? (await startInBackground(home, options))
  const environment = { KAFKA_BROKERS: running.brokers, SCHEMA_REGISTRY_URL: running.registryUrl }
  printEnvironment(environment, options)
}

/** `pulse infra down`: stops what `infraUp` started; data stay. Nothing to stop is not an error. */
export async function infraDown(options: InfraOptions): Promise<void> {
  if (!options.local) return composeDown(options.env)
  const home = homeOf(options)
  const running = await readState(home)
  await Promise.all((running?.pids ?? []).map((pid) => endProcess(pid)))
  await removeState(home)
  options.log(running ? `Stopped ${running.brokers}` : `Nothing runs in ${home}`)
}

/** `pulse infra status`: what runs now. */
export async function infraStatus(options: InfraOptions): Promise<InfraStatus> {
  if (!options.local) return { kind: 'compose', services: await composeStatus(options.env) }
  const running = await readState(homeOf(options))
  return running ? { kind: 'running', ...running } : { kind: 'stopped' }
}

function homeOf({ home, env = process.env }: InfraOptions): string {
  return resolve(home ?? join(env.PULSE_HOME ?? '.pulse', 'infra'))
}

/** What runs with all its servers; what has lost one is stopped first, so that `up` can start it anew. */
async function completeState(home: string, wanted: number | undefined): Promise<RunningState | undefined> {
  const running = await readState(home)
  if (!running) return undefined
  const brokers = running.brokers.split(',').length
  if (wanted !== undefined && wanted !== brokers)
    throw new InfraError(
      'alreadyRunning',
      `${brokers} ${brokers === 1 ? 'broker runs' : 'brokers run'} in ${home}, not ${wanted}. ` +
        'Stop what runs with: pulse infra down --local, or choose another home.',
    )
  if (running.pids.length === brokers + 1) return running
  await Promise.all(running.pids.map((pid) => endProcess(pid)))
  await removeState(home)
  return undefined
}

function startInBackground(home: string, options: InfraOptions) {
  const { cache = defaultCache(), env = process.env, log, brokers = 1 } = options
  return startLocalKafka({ home, cache, env, log, brokers, lifetime: 'background' })
}

function printEnvironment(environment: Readonly<Record<string, string>>, { print }: InfraOptions): void {
  for (const [name, value] of Object.entries(environment)) print(`${name}=${value}`)
}
