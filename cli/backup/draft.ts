import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { ConfigError } from '../../runtime/errors.ts'
import { syncDirectory } from '../../runtime/log/embedded/sync-directory.ts'

/** A folder that is written under another name and gets its own when it is complete. */
export interface Draft {
  /** Where to write. */
  readonly folder: string
  /** Gives it its name, durably. */
  publish(): Promise<void>
}

/**
 * Begins a folder beside its name. What an interrupted run left there is removed, and said.
 * @throws ConfigError where something has the name already
 */
export async function beginDraft(name: string, log: (line: string) => void): Promise<Draft> {
  const target = resolve(name)
  if (existsSync(target))
    throw new ConfigError('invalid', `${target} exists already: name a folder that does not.`)
  const folder = `${target}.partial`
  if (existsSync(folder)) {
    log(`${folder} was not finished; it is written anew.`)
    await rm(folder, { recursive: true })
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return {
    folder,
    async publish() {
      await rename(folder, target)
      await syncDirectory(dirname(target))
    },
  }
}
