import { type FileHandle, open, stat } from 'node:fs/promises'
import { LogError } from '../../errors.ts'
import { type EncodedRun, seal } from './batch-encoder.ts'
import type { Catalog, IndexEntry, Segment } from './catalog.ts'
import type { PartitionLog } from './partition-log.ts'
import { syncDirectory } from './sync-directory.ts'

/** Distance between two entries of the sparse index. */
const INDEX_BYTES = 1024 * 1024

interface ActiveFile {
  readonly base: number
  readonly handle: FileHandle
  /** Position of the latest index entry. */
  indexed: number
}

/** What an append would change once it is committed. */
export interface PreparedAppend {
  readonly partition: PartitionLog
  /** All segments of the partition after the commit. */
  readonly segments: readonly Segment[]
  readonly index: readonly IndexEntry[]
  /** Whether a new segment file was begun. */
  readonly rolled: boolean
}

/**
 * Writes runs of batches at the committed end of partitions. Nothing it writes counts before the catalog
 * says so: a later append overwrites what a failed one left behind.
 */
export class SegmentWriter {
  readonly #catalog: Catalog
  readonly #segmentBytes: number
  readonly #sync: boolean
  readonly #files = new Map<PartitionLog, ActiveFile>()

  constructor(catalog: Catalog, options: { readonly segmentBytes: number; readonly sync: boolean }) {
    this.#catalog = catalog
    this.#segmentBytes = options.segmentBytes
    this.#sync = options.sync
  }

  async append(partition: PartitionLog, runs: readonly EncodedRun[]): Promise<PreparedAppend> {
    const active = partition.segments.at(-1)
    const length = runs.reduce((sum, { bytes }) => sum + bytes.length, 0)
    const rolled = active === undefined || (active.bytes > 0 && active.bytes + length > this.#segmentBytes)
    const earlier = rolled ? partition.segments : partition.segments.slice(0, -1)
    let segment = rolled ? emptySegment(partition.end) : active
    const file = await this.#open(partition, segment)
    const index: IndexEntry[] = []
    for (const run of runs) {
      seal(run, segment.nextOffset)
      await writeFully(file.handle, run.bytes, segment.bytes)
      index.push(...indexEntries(run, segment, file))
      segment = extended(segment, run)
    }
    if (this.#sync) await file.handle.datasync()
    return { partition, segments: [...earlier, segment], index, rolled }
  }

  async close(): Promise<void> {
    for (const { handle } of this.#files.values()) await handle.close()
    this.#files.clear()
  }

  async #open(partition: PartitionLog, segment: Segment): Promise<ActiveFile> {
    const current = this.#files.get(partition)
    if (current?.base === segment.base) return current
    await current?.handle.close()
    this.#files.delete(partition)
    const handle = await openWhole(partition.file(segment.base), segment)
    const entry = this.#catalog.indexEntry(partition, segment.nextOffset)
    const file = { base: segment.base, handle, indexed: entry?.base === segment.base ? entry.position : 0 }
    this.#files.set(partition, file)
    await handle.truncate(segment.bytes)
    if (segment.bytes === 0 && this.#sync) await syncDirectory(partition.directory)
    return file
  }
}

/** A file that has lost committed bytes is not written behind: a hole would look like data. @throws LogError `corrupt` */
async function openWhole(file: string, { bytes, nextOffset }: Segment): Promise<FileHandle> {
  if (bytes === 0) return open(file, 'w')
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  )
  if (size >= bytes) return open(file, 'r+')
  throw new LogError(
    'corrupt',
    `Byte ${size} of ${file} (offset ${nextOffset}): the file ends before the committed end at byte ${bytes}. ` +
      'Restore the file, or rebuild this topic from its sources.',
  )
}

const emptySegment = (base: number): Segment => ({
  base,
  bytes: 0,
  nextOffset: base,
  maxTimestamp: Number.NEGATIVE_INFINITY,
})

const extended = (segment: Segment, run: EncodedRun): Segment => ({
  base: segment.base,
  bytes: segment.bytes + run.bytes.length,
  nextOffset: segment.nextOffset + run.count,
  maxTimestamp: Math.max(segment.maxTimestamp, run.maxTimestamp),
})

/** Entries for the batches that begin far enough behind the latest one. */
function indexEntries(run: EncodedRun, { base, bytes, nextOffset }: Segment, file: ActiveFile): IndexEntry[] {
  const entries: IndexEntry[] = []
  for (const start of run.starts) {
    const position = bytes + start.position
    if (position - file.indexed < INDEX_BYTES) continue
    file.indexed = position
    entries.push({ offset: nextOffset + start.record, base, position })
  }
  return entries
}

async function writeFully(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written)
    written += bytesWritten
  }
}
