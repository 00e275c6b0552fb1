import { mkdirSync, rmSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'

let count = 0

/** Makes the folder empty and the process's working directory: the engine takes glob signs in paths for patterns. */
export function enterSpool(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  process.chdir(folder)
}

/**
 * Puts the rows of an insert into a file for as long as the task runs: the engine reads every format from a
 * file exactly, while its in-memory calls cut binary rows at blank lines.
 * @param task receives the file's bare name in the working directory.
 */
export async function withSpooledRows<T>(
  chunks: AsyncIterable<Uint8Array>,
  task: (file: string) => Promise<T>,
): Promise<T> {
  const file = `rows-${count++}`
  try {
    const handle = await open(file, 'wx', 0o600)
    try {
      for await (const chunk of chunks) await handle.writeFile(chunk)
    } finally {
      await handle.close()
    }
    return await task(file)
  } finally {
    await rm(file, { force: true })
  }
}
