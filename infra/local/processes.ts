import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** How long a server may take to close its files before it is killed. */
const GRACE_MS = 15_000

const POLL_MS = 50

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Asks a process to end (SIGTERM), kills it when it does not within the grace, and waits until it is gone. */
export async function endProcess(pid: number, graceMs = GRACE_MS): Promise<void> {
  signal(pid, 'SIGTERM')
  if (await isGoneWithin(pid, graceMs)) return
  await killProcess(pid)
}

/** Kills a process (SIGKILL) and waits until it is gone. */
export async function killProcess(pid: number): Promise<void> {
  signal(pid, 'SIGKILL')
  await isGoneWithin(pid, GRACE_MS)
}

/** Command line of a process, empty when there is none: tells our server from a stranger with a reused pid. */
export async function commandLineOf(pid: number): Promise<string> {
  if (existsSync('/proc/self')) {
    const bytes = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return bytes.replaceAll('\0', ' ')
  }
  const ps = promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)])
  return ps.then(
    ({ stdout }) => stdout,
    () => '',
  )
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name)
  } catch (cause) {
    const alreadyGone = (cause as NodeJS.ErrnoException).code === 'ESRCH'
    if (!alreadyGone) throw cause
  }
}

async function isGoneWithin(pid: number, ms: number): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += POLL_MS) {
    if (!isAlive(pid)) return true
    await sleep(POLL_MS)
  }
  return !isAlive(pid)
}
