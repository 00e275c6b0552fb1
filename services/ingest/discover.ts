import { readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
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

/** Files looked into at the same time. */
const AT_ONCE = 16

interface Candidate {
  readonly path: string
  /** Asked for by its own name, not through its folder. */
  readonly named: boolean
}

/** Finds the source files under the given files and folders, recursively. */
export async function discover(paths: readonly string[]): Promise<Discovery> {
  const walk = new Walk()
  for (const path of paths) await walk.visit({ path, named: true })
  const { candidates, skipped, errors } = walk
  const files: RecognisedFile[] = []

  const look = async ({ path, named }: Candidate): Promise<void> => {
    try {
      files.push(await recognise(path))
    } catch (error) {
      const failure = sourceErrorOf(path, error)
      if (failure.code !== 'unrecognised' || named) errors.push(failure)
      else skipped.push({ path, reason: failure.message.slice(path.length + 2) })
    }
  }
  for (let start = 0; start < candidates.length; start += AT_ONCE) {
    await Promise.all(candidates.slice(start, start + AT_ONCE).map(look))
  }
  return { files: files.sort(byPath), skipped: skipped.sort(byPath), errors: errors.sort(byPath) }
}

/**
 * Walks through folders; nothing is visited twice. Links are followed inside the folder that was named and not out of it: who
 * may put files into a folder must not be able to have others read.
 */
class Walk {
  readonly candidates: Candidate[] = []
  readonly skipped: SkippedFile[] = []
  readonly errors: SourceError[] = []
  readonly #visited = new Set<string>()

  /** @param root the folder that was named, without links; a path of its own is one */
  async visit({ path, named }: Candidate, root?: string): Promise<void> {
    try {
      const real = await realpath(path)
      if (root !== undefined && !isInside(real, root)) {
        this.skipped.push({ path, reason: 'a link out of the folder; name its target to take it' })
        return
      }
      if (this.#visited.has(real)) return
      this.#visited.add(real)
      const kind = await stat(real)
      if (kind.isFile()) this.candidates.push({ path, named })
      else if (kind.isDirectory()) {
        for (const entry of (await readdir(path)).sort()) {
          if (!DOCUMENTS.test(entry))
            await this.visit({ path: join(path, entry), named: false }, root ?? real)
        }
      } else this.skipped.push({ path, reason: 'neither a file nor a folder' })
    } catch (error) {
      this.errors.push(sourceErrorOf(path, error))
    }
  }
}

const isInside = (path: string, folder: string): boolean => {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : 0
