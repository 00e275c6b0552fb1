import { readdirSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readEndpoint } from '../../../runtime/clickhouse/engine/endpoint.ts'
import { processExists } from '../../../runtime/clickhouse/process-exists.ts'
import type { RunningPulse } from '../../support/pulse-process.ts'

/** Where in a run a fault is to happen. */
export type Place = 'mid-batch' | 'between insert and commit' | 'restore' | 'shutdown' | 'again at once'

/** Resolves at the moment when the fault is to happen; polls, because it looks at another process. */
export type Aim = (pulse: RunningPulse, home: string) => Promise<void>

const POLL_MS = 2

async function until(pulse: RunningPulse, condition: () => boolean): Promise<void> {
  while (pulse.child.exitCode === null && pulse.child.signalCode === null && !condition())
    await sleep(POLL_MS)
}

/** When the log of a topic has grown to so many bytes: its writer is in the middle of a round of commits. */
export const whenLogHas =
  (topic: string, bytes: number): Aim =>
  (pulse, home) =>
    until(pulse, () => bytesOf(join(home, 'log', 'segments', topic)) >= bytes)

/**
 * When the engine has made so many new parts of a table: it has the rows, and its answer is on the way to the
 * sink, which commits after it.
 * @param store folder of the table below the engine's data folder
 */
export const whenStored =
  (store: string, parts: number): Aim =>
  async (pulse, home) => {
    const folder = join(home, 'clickhouse', store)
    const known = new Set(partsIn(folder))
    await until(pulse, () => partsIn(folder).filter((name) => !known.has(name)).length >= parts)
  }

/** While rows of an insert lie in the spool of an engine that lives: they are on their way in, or being taken. */
export const whenInserting: Aim = (pulse, home) =>
  until(pulse, () => {
    const engine = readEndpoint(home)?.pid
    const spool = listed(join(home, 'engine-spool'))
    return engine !== undefined && processExists(engine) && spool.some((name) => name.startsWith('rows-'))
  })

/** Some time after the process has opened the log: tasks are opened and restored then. */
export const whenRestoring =
  (milliseconds: number): Aim =>
  async (pulse) => {
    await until(pulse, () => hasOpen(pulse.child.pid!, '/catalog/data.mdb'))
    await sleep(milliseconds)
  }

/** After it was asked to end, so many milliseconds into its shutdown. */
export const whenEnding =
  (begin: Aim, milliseconds: number): Aim =>
  async (pulse, home) => {
    await begin(pulse, home)
    pulse.child.kill('SIGTERM')
    await sleep(milliseconds)
  }

function bytesOf(folder: string): number {
  let bytes = 0
  for (const partition of listed(folder))
    for (const file of listed(join(folder, partition)))
      bytes += statSync(join(folder, partition, file), { throwIfNoEntry: false })?.size ?? 0
  return bytes
}

/** Parts as inserts make them, of one block each; merged ones reach over several. */
const partsIn = (folder: string): string[] =>
  listed(folder).filter((name) => /^[0-9a-f]+_(\d+)_\1_\d+$/.test(name))

function hasOpen(pid: number, suffix: string): boolean {
  return listed(`/proc/${pid}/fd`).some((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).endsWith(suffix)
    } catch {
      return false
    }
  })
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
