import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { commandLineOf } from './processes.ts'

const State = z.object({
  brokers: z.string(),
  registryUrl: z.string(),
  pids: z.array(z.number().int().positive()),
})

/** What runs in a home folder, so that another process can find and stop it. */
export type RunningState = z.infer<typeof State>

/** The recorded state, with only those pids that still are servers of this home; `undefined` when none is. */
export async function readState(home: string): Promise<RunningState | undefined> {
  const text = await readFile(path(home), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const state = State.parse(JSON.parse(text))
  const commands = await Promise.all(state.pids.map(commandLineOf))
  const pids = state.pids.filter((_, i) => commands[i]!.includes(home))
  return pids.length > 0 ? { ...state, pids } : undefined
}

export async function writeState(home: string, state: RunningState): Promise<void> {
  await mkdir(home, { recursive: true })
  await writeFile(`${path(home)}.new`, JSON.stringify(state, null, 2))
  await rename(`${path(home)}.new`, path(home))
}

export async function removeState(home: string): Promise<void> {
  await rm(path(home), { force: true })
}

function path(home: string): string {
  return join(home, 'running.json')
}
