import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, constants, mkdirSync, openSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { WarehouseError } from '../../errors.ts'
import { type EngineEndpoint, engineFiles, readEndpoint } from '../engine/endpoint.ts'
import { engineExit } from '../engine/exit-codes.ts'
import { processExists } from '../process-exists.ts'
import { thisPlatform, whyUnsupported } from './platform.ts'
import { answers } from './probe.ts'

/** Opening takes under a second; a large data path after a crash, or an engine that is just ending, longer. */
const PATIENCE_MS = 60_000
const POLL_MS = 25
/** An engine lets statements at work end for 10 s. */
const ENDING_MS = 15_000
const LOG_BYTES = 4 << 20
const MAIN = fileURLToPath(new URL('../engine/main.ts', import.meta.url))

export interface EngineOptions {
  /** The data folder. */
  readonly home: string
  /** How long a new engine stays when nobody needs it any more; default 30. */
  readonly idleSeconds?: number | undefined
  readonly log: (message: string) => void
}

/**
 * The engine of a data folder: the one that runs, or a new one.
 *
 * However many processes start one at the same time, the engine library's lock on the data path lets one
 * through; the others end as `busy`, and their starters find the winner's endpoint:
 *
 *     engine.json --answers--> join
 *        | absent, dead, a stranger
 *        v
 *      start --ready--> join
 *        | busy: somebody else starts or ends   -> look again
 *        | killed, or ended in order            -> look again
 *        | failed, unsupported                  -> WarehouseError
 *
 * @throws WarehouseError `unsupportedPlatform`, `engineStart` (with the end of engine.log).
 */
export async function ensureEngine({ home, idleSeconds, log }: EngineOptions): Promise<EngineEndpoint> {
  refuseUnsupportedPlatform()
  const deadline = performance.now() + PATIENCE_MS
  while (performance.now() < deadline) {
    const endpoint = await findEngine(home)
    if (endpoint !== undefined) return endpoint
    log(`Starting the embedded engine on ${home}`)
    const started = await startEngine(home, idleSeconds, deadline)
    if (started !== undefined) return started
    await sleep(POLL_MS + Math.random() * 200)
  }
  throw startFailure(home, `it did not come up within ${PATIENCE_MS / 1000} s`)
}

/** The running engine of a data folder; undefined when there is none. */
export async function findEngine(home: string): Promise<EngineEndpoint | undefined> {
  const endpoint = readEndpoint(home)
  if (endpoint === undefined || !processExists(endpoint.pid)) return undefined
  return (await answers(endpoint)) ? endpoint : undefined
}

/** Ends the engine of a data folder, if one runs, and waits until it is gone. */
export async function stopEngine(home: string): Promise<void> {
  const endpoint = await findEngine(home)
  if (endpoint === undefined) return
  const deadline = performance.now() + ENDING_MS
  process.kill(endpoint.pid, 'SIGTERM')
  while (processExists(endpoint.pid)) {
    // Nothing acknowledged is lost by it.
    if (performance.now() > deadline) process.kill(endpoint.pid, 'SIGKILL')
    await sleep(POLL_MS)
  }
}

/** @returns undefined when another process holds the data path, or it was ended. */
async function startEngine(
  home: string,
  idleSeconds: number | undefined,
  deadline: number,
): Promise<EngineEndpoint | undefined> {
  const child = spawnEngine(home, idleSeconds)
  let exit: number | string | undefined
  child.once('exit', (code, signal) => {
    exit = code ?? signal ?? engineExit.failed
  })
  child.once('error', (error) => {
    exit = error.message
  })
  try {
    while (performance.now() < deadline) {
      const endpoint = readEndpoint(home)
      if (endpoint?.pid === child.pid && (await answers(endpoint!))) return endpoint
      if (exit === engineExit.busy) return undefined
      // Killed, as by a machine that is short of memory, or stood still until it thought itself not needed: that says
      // nothing of the next one.
      if (exit === 'SIGKILL' || exit === 'SIGTERM' || exit === engineExit.ended) return undefined
      if (exit === engineExit.unsupported) throw unsupported('its engine library is not installed')
      if (exit !== undefined) throw startFailure(home, `it ended with ${exit}`)
      await sleep(POLL_MS)
    }
    return undefined
  } finally {
    child.removeAllListeners()
  }
}

function spawnEngine(home: string, idleSeconds: number | undefined): ChildProcess {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const file = engineFiles(home).log
  const { O_WRONLY, O_CREAT, O_NOFOLLOW, O_APPEND, O_TRUNC } = constants
  const flags = O_WRONLY | O_CREAT | O_NOFOLLOW | (isLarge(file) ? O_TRUNC : O_APPEND)
  const output = openSync(file, flags, 0o600)
  const child = spawn(
    process.execPath,
    [
      '--import',
      import.meta.resolve('tsx'),
      MAIN,
      '--home',
      home,
      ...(idleSeconds === undefined ? [] : ['--idle-seconds', String(idleSeconds)]),
    ],
    {
      // A session of its own: the terminal's Ctrl-C is not for the engine, which others may be using.
      detached: true,
      stdio: ['ignore', output, output],
      // Statements hold threads of libuv's pool while they run; its size is only read at the start.
      env: { ...environmentOfEngine(), UV_THREADPOOL_SIZE: '16' },
    },
  )
  closeSync(output)
  child.unref()
  return child
}

/** Without the secrets of other servers, which it has no use for. */
function environmentOfEngine(): NodeJS.ProcessEnv {
  const foreign = /^(NODE_OPTIONS$|KAFKA_|SCHEMA_REGISTRY_|CLICKHOUSE_|PULSE_MONITOR_)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

function isLarge(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES
}

function refuseUnsupportedPlatform(): void {
  const reason = whyUnsupported(thisPlatform())
  if (reason !== undefined) throw unsupported(reason)
}

function unsupported(reason: string): WarehouseError {
  return new WarehouseError(
    'unsupportedPlatform',
    `The embedded engine cannot run here: ${reason}. Set CLICKHOUSE_URL to a ClickHouse server, for example ` +
      'http://user:password@localhost:8123.',
  )
}

function startFailure(home: string, what: string): WarehouseError {
  const { log } = engineFiles(home)
  return new WarehouseError(
    'engineStart',
    `The embedded engine on ${home} did not start: ${what}. End of ${log}:\n${endOfLog(log)}`,
  )
}

function endOfLog(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(-2000)
  } catch {
    return '(no log)'
  }
}
