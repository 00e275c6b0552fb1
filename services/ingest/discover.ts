import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sourceErrorOf } from './reading/file-bytes.ts'
import { recognise } from './recognise.ts'
import type { RecognisedFile } from './source.ts'
import type { SourceError } from './source-error.ts'
import type { SkippedFile } from './summary.ts'

export interface Discovery {
  /** Recognised files, sorted by path, each once. */
  readonly files: readonly RecognisedFile[]
  /** Files of a folder that are of no known format. */
  readonly skipped: readonly SkippedFile[]
  /** What was asked for by name and cannot be taken, and files of a folder that cannot be read. */
  readonly errors: readonly SourceError[]
}

/** Documents that lie beside data and need no mention. */
const DOCUMENTS = /^(\.|~)|^(readme|licen[cs]e|notice|changelog)\b|\.(md|rst|html?|pdf)$/i

/** Finds the source files under the given files and folders, recursively. */
export async function discover(paths: readonly string[]): Promise<Discovery> {
  const found = new Map<string, RecognisedFile>()
  const skipped: SkippedFile[] = []
  const errors: SourceError[] = []
  const visited = new Set<string>()

  const visit = async (path: string, named: boolean): Promise<void> => {
    try {
      const real = await realpath(path)
      if (visited.has(real)) return
      visited.add(real)
      const kind = await stat(path)
      if (kind.isDirectory()) {
        for (const entry of (await readdir(path)).sort()) {
          if (!DOCUMENTS.test(entry)) await visit(join(path, entry), false)
        }
      } else if (kind.isFile()) found.set(path, await recognise(path))
      else skipped.push({ path, reason: 'neither a file nor a folder' })
    } catch (error) {
      const failure = sourceErrorOf(path, error)
      if (failure.code === 'unrecognised' && !named) {
        skipped.push({ path, reason: failure.message.slice(path.length + 2) })
      } else errors.push(failure)
    }
  }

  for (const path of paths) await visit(path, true)
  const files = [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  return { files, skipped, errors }
}
