import type { FileHandle } from 'node:fs/promises'
import { LogError } from '../../errors.ts'
import type { RecordBatch, StoredRecord } from '../port.ts'
import { HEADER_BYTES } from './batch-format.ts'
import { BatchCursor, batchFault, batchLength } from './batch-parser.ts'
import type { Catalog, Segment } from './catalog.ts'
import type { PartitionLog } from './partition-log.ts'

const CHUNK_BYTES = 512 * 1024

/**
 * Reads one partition forward, holding at most one chunk of it in memory. The values it hands out are
 * views into that chunk: they stay valid, but whoever keeps one for long should copy it.
 */
export class PartitionReader {
  readonly partition: PartitionLog
  readonly #catalog: Catalog
  #next: number
  #segment: Segment | undefined
  #handle: FileHandle | undefined
  /** File position after the chunk. */
  #filePosition = 0
  #chunk: Buffer = Buffer.alloc(0)
  #chunkAt = 0
  #cursor: BatchCursor | undefined

  constructor(partition: PartitionLog, catalog: Catalog, offset: number) {
    this.partition = partition
    this.#catalog = catalog
    this.#next = offset
  }

  get next(): number {
    return this.#next
  }

  /** Whether records below `end` are left to read. */
  hasMore(end: number = this.partition.end): boolean {
    return this.#next < end
  }

  /** Makes sure that `take` finds something, unless the committed end is reached. */
  async fill(): Promise<void> {
    while (!this.#buffered() && this.hasMore()) {
      await this.#locate()
      if (this.#handle !== undefined) await this.#load()
    }
  }

  /** Up to `max` records below `end` from what is loaded; undefined when nothing is. */
  take(max: number, end: number): RecordBatch | undefined {
    const records: StoredRecord[] = []
    while (records.length < max && this.#next < end && this.#buffered()) {
      const cursor = this.#cursor ?? this.#nextBatch()
      if (cursor === undefined) continue
      cursor.take(Math.min(max - records.length, end - this.#next), records)
      this.#next = cursor.offset
      this.#cursor = cursor.left > 0 ? cursor : undefined
    }
    if (records.length === 0) return undefined
    const { topic, partition } = this.partition
    return { topic, partition, records, nextOffset: this.#next, more: this.hasMore(end) }
  }

  async close(): Promise<void> {
    const segment = this.#segment
    this.#segment = undefined
    this.#handle = undefined
    this.#cursor = undefined
    this.#chunk = Buffer.alloc(0)
    this.#chunkAt = 0
    if (segment !== undefined) await this.partition.release(segment.base)
  }

  #buffered(): boolean {
    return this.#cursor !== undefined || this.#chunkAt < this.#chunk.length
  }

  /** Verifies the next batch of the chunk; undefined when it lies wholly before the wanted offset. */
  #nextBatch(): BatchCursor | undefined {
    const at = this.#chunkAt
    const length = batchLength(this.#chunk, at)
    const fault = batchFault(this.#chunk, at, length)
    if (fault !== undefined) throw this.#corrupt(at, fault)
    const cursor = new BatchCursor(this.#chunk, at)
    if (cursor.offset > this.#next)
      throw this.#corrupt(at, `holds offset ${cursor.offset}, not ${this.#next}`)
    this.#chunkAt += length
    cursor.skipTo(this.#next)
    return cursor.left > 0 ? cursor : undefined
  }

  /** Opens the segment that holds the next offset, at a batch boundary at or before it. */
  async #locate(): Promise<void> {
    if (this.#next < this.partition.start) this.#next = this.partition.start
    const segment = this.partition.segmentOf(this.#next)
    if (segment === undefined) throw this.#gone()
    if (segment.base === this.#segment?.base) {
      this.#segment = segment
      return
    }
    await this.close()
    const entry =
      this.#next === segment.base ? undefined : this.#catalog.indexEntry(this.partition, this.#next)
    this.#filePosition = entry?.base === segment.base ? entry.position : 0
    this.#handle = await this.#open(segment)
    this.#segment = this.#handle === undefined ? undefined : segment
  }

  /** Undefined when retention dropped the segment while we were on our way to it. */
  async #open(segment: Segment): Promise<FileHandle | undefined> {
    try {
      return await this.partition.acquire(segment.base)
    } catch (cause) {
      this.#catalog.refresh()
      const segments = this.#catalog.segments(this.partition)
      if (segments.some(({ base }) => base === segment.base)) throw this.#gone(cause)
      this.partition.publish(segments)
      return undefined
    }
  }

  /** Reads whole batches, at least one. */
  async #load(): Promise<void> {
    const left = this.#segment!.bytes - this.#filePosition
    let chunk = await this.#read(Math.min(CHUNK_BYTES, left))
    let whole = wholeBatches(chunk)
    if (whole === 0) {
      const length = chunk.length < HEADER_BYTES ? left + 1 : batchLength(chunk, 0)
      if (length < HEADER_BYTES || length > left) {
        this.#chunk = chunk
        throw this.#corrupt(0, `impossible length ${length}`, this.#filePosition)
      }
      chunk = await this.#read(length)
      whole = length
    }
    this.#chunk = chunk.subarray(0, whole)
    this.#chunkAt = 0
    this.#filePosition += whole
  }

  async #read(length: number): Promise<Buffer> {
    const chunk = Buffer.allocUnsafeSlow(length)
    let filled = 0
    while (filled < length) {
      const position = this.#filePosition + filled
      const { bytesRead } = await this.#handle!.read(chunk, filled, length - filled, position)
      if (bytesRead === 0)
        throw this.#corrupt(filled, 'the file ends before the committed end', position - filled)
      filled += bytesRead
    }
    return chunk
  }

  #corrupt(at: number, fault: string, chunkPosition = this.#filePosition - this.#chunk.length): LogError {
    const file = this.partition.file(this.#segment!.base)
    return new LogError(
      'corrupt',
      `Batch at byte ${chunkPosition + at} of ${file} (offset ${this.#next}): ${fault}. Restore the file, or rebuild this topic from its sources.`,
    )
  }

  #gone(cause?: unknown): LogError {
    const { topic, partition } = this.partition
    return new LogError(
      'corrupt',
      `No segment holds offset ${this.#next} of ${topic}/${partition} under ${this.partition.directory}. Restore the file, or rebuild this topic from its sources.`,
      { cause },
    )
  }
}

/** Bytes of the complete batches at the beginning of a chunk. */
function wholeBatches(chunk: Buffer): number {
  let at = 0
  while (at + HEADER_BYTES <= chunk.length) {
    const length = batchLength(chunk, at)
    if (length < HEADER_BYTES || at + length > chunk.length) break
    at += length
  }
  return at
}
