import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { InfraError } from './infra-error.ts'
import { endProcess } from './processes.ts'

const PROBE_MS = 100
const LOG_TAIL_LINES = 20

export type ServerCommand = {
  /** As the reader of an error message knows it. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Takes both output streams, from the start of this run. */
  readonly logFile: string
  /** Called with the pid as soon as there is one. */
  readonly guard?: (pid: number) => void
}

export type ServerProcess = {
  readonly name: string
  readonly pid: number
  readonly logFile: string
  /** The exit code once the process has ended, `undefined` while it runs. */
  readonly exitCode: () => number | undefined
}

/**
 * Starts a server in a process group of its own, so that Ctrl-C in the terminal reaches the program
 * which uses the server and not the server itself.
 */
export async function spawnServer(server: ServerCommand): Promise<ServerProcess> {
  mkdirSync(dirname(server.logFile), { recursive: true })
  const log = openSync(server.logFile, 'w')
  const child = spawn(server.command, server.args, {
    cwd: server.cwd,
    env: server.env,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let exitCode: number | undefined
  child.once('exit', (code) => {
    exitCode = code ?? -1
  })
  await once(child, 'spawn')
  child.unref()
  server.guard?.(child.pid!)
  return { name: server.name, pid: child.pid!, logFile: server.logFile, exitCode: () => exitCode }
}

/**
 * Waits until `isReady` answers true. Throws `startFailed` with the tail of the log when the process
 * ends first or the time is over; the process is then stopped.
 */
export async function waitUntilReady(
  server: ServerProcess,
  isReady: () => Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const exitCode = server.exitCode()
    if (await isReady()) return
    if (exitCode !== undefined) throw await startFailed(server, `ended with exit code ${exitCode}`)
    if (Date.now() > deadline) {
      await endProcess(server.pid)
      throw await startFailed(server, `did not answer within ${timeoutMs / 1000} s`)
    }
    await sleep(PROBE_MS)
  }
}

async function startFailed(server: ServerProcess, reason: string): Promise<InfraError> {
  const tail = (await readFile(server.logFile, 'utf8'))
    .trimEnd()
    .split('\n')
    .slice(-LOG_TAIL_LINES)
    .join('\n')
  return new InfraError(
    'startFailed',
    `${server.name} ${reason}. The end of ${server.logFile} says why:\n${tail}`,
  )
}
