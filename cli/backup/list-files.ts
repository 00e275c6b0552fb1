import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { type CopiedFile, describe } from '../../runtime/log/embedded/copy-log.ts'

/** Every file beneath a folder, in order of name, with slashes. */
export async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

/** Size and checksum of every file of a folder that lies in another one. */
export async function describeFiles(folder: string, beneath: string): Promise<readonly CopiedFile[]> {
  const files: CopiedFile[] = []
  for (const path of await listFiles(join(folder, beneath)))
    files.push(await describe(folder, `${beneath}/${path}`))
  return files
}
