import { appendFileSync, closeSync, openSync, readSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { open } from 'lmdb'
import { Catalog } from '../../../runtime/log/embedded/catalog.ts'

type Random = () => number

/** Makes what was damaged whole again. */
export type Undo = () => Promise<void> | void

/** Damages a home in which nothing runs, and says what it did. */
export interface Damage {
  readonly undo: Undo
  readonly what: string
}

/** State entries of tasks, as they stand in LMDB: by `<application>/<processor>/<task>` and key. */
type StateKey = [task: string, key: string]

/** Changes the bytes of one state entry that is meant, or removes it. */
export async function damageState(
  home: string,
  random: Random,
  isMeant: (task: string, key: string) => boolean,
  change: (bytes: Buffer, random: Random) => Buffer | null,
): Promise<Damage> {
  const write = async (key: StateKey, value: Buffer | null): Promise<void> => {
    const root = open({ path: join(home, 'log', 'catalog'), noSubdir: false, maxDbs: 8 } as { path: string })
    const state = root.openDB<Buffer, StateKey>('state', { encoding: 'binary' })
    if (value === null) await state.remove(key)
    else await state.put(key, value)
    await root.close()
  }
  const root = open({ path: join(home, 'log', 'catalog'), noSubdir: false, maxDbs: 8 } as { path: string })
  const state = root.openDB<Buffer, StateKey>('state', { encoding: 'binary' })
  const meant = [...state.getRange({})].filter(({ key }) => isMeant(...key))
  await root.close()
  const chosen = meant[Math.floor(random() * meant.length)]
  if (chosen === undefined) throw new Error('no state entry of this kind')
  const whole = Buffer.from(chosen.value)
  await write(chosen.key, change(Buffer.from(whole), random))
  return { what: chosen.key.join(' '), undo: () => write(chosen.key, whole) }
}

/** Turns one bit over. */
export function flipped(bytes: Buffer, random: Random): Buffer {
  bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8)
  return bytes
}

/** Takes some of the end away. */
export const shortened = (bytes: Buffer, random: Random): Buffer =>
  bytes.subarray(0, Math.floor(random() * bytes.length))

export const removed = (): null => null

/** Puts bytes of a commit that never happened behind the committed end of every segment file. */
export function appendLeftovers(home: string, random: Random): Damage {
  for (const { file } of segmentsOf(home))
    appendFileSync(
      file,
      Buffer.from(Array.from({ length: 1 + Math.floor(random() * 2_000) }, () => random() * 256)),
    )
  return { what: 'leftovers behind every segment', undo: () => undefined }
}

/** Turns one committed bit of a topic over. */
export function flipInSegment(home: string, random: Random, topic: string): Damage {
  const { file, bytes } = segmentsOf(home, topic)[0]!
  const at = Math.floor(random() * bytes)
  const bit = 1 << Math.floor(random() * 8)
  const flip = (): void => {
    const handle = openSync(file, 'r+')
    const byte = Buffer.alloc(1)
    readSync(handle, byte, 0, 1, at)
    byte[0]! ^= bit
    writeSync(handle, byte, 0, 1, at)
    closeSync(handle)
  }
  flip()
  return { what: file, undo: flip }
}

/** Cuts committed bytes off a segment of a topic. */
export function truncateSegment(home: string, random: Random, topic: string): Damage {
  const { file, bytes } = segmentsOf(home, topic)[0]!
  const kept = Math.floor(random() * bytes)
  const lost = Buffer.alloc(bytes - kept)
  const handle = openSync(file, 'r')
  readSync(handle, lost, 0, lost.length, kept)
  closeSync(handle)
  truncateSync(file, kept)
  return { what: file, undo: () => appendFileSync(file, lost) }
}

/** Segment files with the bytes that are committed, the largest first. */
function segmentsOf(home: string, topic?: string): { readonly file: string; readonly bytes: number }[] {
  const catalog = new Catalog(join(home, 'log'), { readOnly: true, sync: false })
  const segments = catalog
    .topics()
    .filter(({ name }) => topic === undefined || name === topic)
    .flatMap(({ name, partitions }) =>
      Array.from({ length: partitions }, (_, partition) =>
        catalog.segments({ topic: name, partition }).map(({ base, bytes }) => ({
          file: join(
            home,
            'log',
            'segments',
            name,
            String(partition),
            `${String(base).padStart(16, '0')}.segment`,
          ),
          bytes,
        })),
      ).flat(),
    )
  void catalog.close()
  return segments.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes)
}
