import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { LogError } from '../../errors.ts'
import type { TaskId } from '../port.ts'
import { Catalog } from './catalog.ts'
import { taskName } from './embedded-task.ts'
import { segmentFile } from './partition-log.ts'

/** A file of a copy. */
export interface CopiedFile {
  /** Beneath the folder that was copied to, with slashes. */
  readonly path: string
  readonly bytes: number
  /** SHA-256, hexadecimal. */
  readonly sha256: string
}

export interface CopyOptions {
  /** The folder that the log lies in: a PULSE_HOME. */
  readonly from: string
  /** An empty folder; the copy lies in its `log`. */
  readonly to: string
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void
}

/**
 * Copies a log as it stood at one moment, also while another process writes it:
 *
 *  1. a snapshot of the catalog, one LMDB read transaction: topics, state, positions, and how far every segment
 *     was committed;
 *  2. of every segment what that snapshot says is committed: bytes before a committed end never change.
 *
 * What is committed after step 1 is not in the copy, and nothing of it is.
 * @throws LogError `unavailable` where there is no log or a segment has gone since step 1
 */
export async function copyEmbeddedLog({ from, to, onProgress }: CopyOptions): Promise<readonly CopiedFile[]> {
  const source = join(from, 'log')
  const target = join(to, 'log')
  const files: CopiedFile[] = []
  const segments = await snapshotCatalog(source, target)
  const total = segments.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  for (const { path, bytes } of segments) {
    const sha256 = await copySegment(join(source, path), join(target, path), bytes)
    files.push({ path: `log/${path}`, bytes, sha256 })
    done += bytes
    onProgress?.(done, total)
  }
  return [...files, await describe(to, 'log/catalog/data.mdb')]
}

/** Reads a file of a copy again. @throws Error of the file system */
export async function describe(folder: string, path: string): Promise<CopiedFile> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(join(folder, path)) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { path, bytes, sha256: hash.digest('hex') }
}

/** Copies the first bytes of a file, all of it by default, down to the disk. @returns their SHA-256. */
export async function copyFileSynced(from: string, to: string, bytes?: number): Promise<string> {
  mkdirSync(dirname(to), { recursive: true })
  const hash = createHash('sha256')
  if (bytes === 0) await (await open(to, 'w')).close()
  else
    await pipeline(
      createReadStream(from, bytes === undefined ? {} : { end: bytes - 1 }),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk)
          yield chunk
        }
      },
      createWriteStream(to),
    )
  const handle = await open(to, 'r+')
  await handle.sync()
  await handle.close()
  return hash.digest('hex')
}

/** Committed state of a task, read beside whoever owns it. */
export async function stateOfTask(home: string, id: Pick<TaskId, 'application' | 'processor' | 'task'>) {
  const catalog = new Catalog(join(home, 'log'), { readOnly: true, sync: false })
  try {
    return catalog.state(taskName(id))
  } finally {
    await catalog.close()
  }
}

/** Takes state entries and whole tasks out of a log that nobody has open. */
export async function forgetInLog(
  home: string,
  what: {
    readonly entries: readonly { readonly task: Omit<TaskId, 'tasks'>; readonly key: string }[]
    readonly tasks: (application: string) => boolean
  },
): Promise<void> {
  const catalog = new Catalog(join(home, 'log'), { readOnly: false, sync: true })
  try {
    await catalog.forgetTasks((task) => what.tasks(task.split('/', 1)[0]!))
    await catalog.apply({
      state: what.entries.map(({ task, key }) => ({ task: taskName(task), key, value: null })),
    })
  } finally {
    await closeCompletely(catalog, home)
  }
}

async function snapshotCatalog(
  source: string,
  target: string,
): Promise<readonly { readonly path: string; readonly bytes: number }[]> {
  mkdirSync(join(target, 'catalog'), { recursive: true })
  const live = new Catalog(source, { readOnly: true, sync: false })
  try {
    await live.copyTo(join(target, 'catalog'))
  } finally {
    await live.close()
  }
  const copy = new Catalog(target, { readOnly: false, sync: true })
  try {
    copy.release()
    return copy.topics().flatMap(({ name: topic, partitions }) =>
      Array.from({ length: partitions }, (_, partition) => partition).flatMap((partition) => {
        mkdirSync(join(target, 'segments', topic, String(partition)), { recursive: true })
        return copy
          .segments({ topic, partition })
          .map(({ base, bytes }) => ({ path: segmentFile(topic, partition, base), bytes }))
      }),
    )
  } finally {
    await closeCompletely(copy, dirname(target))
  }
}

/** LMDB's lock file says who has the catalog open, here and now: no part of a copy. */
async function closeCompletely(catalog: Catalog, home: string): Promise<void> {
  await catalog.close()
  await rm(join(home, 'log', 'catalog', 'lock.mdb'), { force: true })
}

async function copySegment(from: string, to: string, bytes: number): Promise<string> {
  try {
    return await copyFileSynced(from, to, bytes)
  } catch (cause) {
    throw new LogError(
      'unavailable',
      `${from} could not be copied (${(cause as Error).message}). If retention has dropped it since, run this again.`,
      { cause },
    )
  }
}
