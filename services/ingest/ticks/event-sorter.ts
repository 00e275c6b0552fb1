import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SourceError } from '../source-error.ts'

/** An encoded event and the time that it is sorted by. */
export interface SortedEvent {
  readonly time: number
  readonly bytes: Uint8Array
}

export interface EventSorterOptions {
  /** Bytes of events held in memory before they are moved to a temporary file (default 96 MB). */
  readonly memoryBytes?: number
  /** Where the temporary file goes; the system's folder by default. */
  readonly tempDir?: string
}

/** A sorted piece of the temporary file. */
interface Run {
  readonly from: number
  readonly until: number
}

const MEMORY_BYTES = 96 * 1024 * 1024
/** Length of an event (4) and its time (8), before its bytes. */
const HEADER_BYTES = 12
const READ_BYTES = 1 << 18
const WRITE_BYTES = 1 << 20
const HANDED_OUT = 2048

/**
 * Events in, in any order; events out by time, those of one time in the order in which they came. An external
 * merge sort: full memory becomes a sorted run of one temporary file, and the runs are merged while they are
 * read, so a session of any size needs one open file and bounded memory.
 */
export class EventSorter {
  readonly #options: EventSorterOptions
  readonly #runs: Run[] = []
  #memory: MemoryRun
  #file: FileHandle | undefined
  #folder: string | undefined
  #fileBytes = 0

  constructor(options: EventSorterOptions = {}) {
    this.#options = options
    this.#memory = new MemoryRun()
  }

  append(time: number, bytes: Uint8Array): void {
    this.#memory.append(time, bytes)
  }

  /** To be awaited between pieces of a source: moves events to disk when memory is full. */
  async relieve(): Promise<void> {
    if (this.#memory.bytes < (this.#options.memoryBytes ?? MEMORY_BYTES)) return
    try {
      await this.#spill()
    } catch (cause) {
      throw this.#storageError(cause)
    }
  }

  /** All events by time, in batches; to be called once, when all are in. */
  async *sorted(): AsyncGenerator<readonly SortedEvent[]> {
    const cursors: Cursor[] = this.#runs.map((run) => new FileCursor(this.#file!, run))
    cursors.push(this.#memory.cursor())
    for (const cursor of cursors) await cursor.advance()
    let batch: SortedEvent[] = []
    for (;;) {
      const first = earliest(cursors)
      if (first === undefined) break
      const limit = earliestTime(cursors, first)
      const strict = cursors.indexOf(first) > indexOfTime(cursors, first, limit)
      while (
        first.current !== undefined &&
        (strict ? first.current.time < limit : first.current.time <= limit)
      ) {
        batch.push(first.current)
        if (!first.step()) await first.advance()
        if (batch.length < HANDED_OUT) continue
        yield batch
        batch = []
      }
    }
    if (batch.length > 0) yield batch
  }

  async close(): Promise<void> {
    await this.#file?.close()
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true })
    this.#file = undefined
    this.#folder = undefined
    this.#memory = new MemoryRun()
  }

  async #spill(): Promise<void> {
    const file = this.#file ?? (await this.#openFile())
    const from = this.#fileBytes
    for (const piece of this.#memory.pieces()) {
      await writeFully(file, piece, this.#fileBytes)
      this.#fileBytes += piece.length
    }
    this.#runs.push({ from, until: this.#fileBytes })
    this.#memory = new MemoryRun()
  }

  async #openFile(): Promise<FileHandle> {
    this.#folder = await mkdtemp(join(this.#options.tempDir ?? tmpdir(), 'pulse-ticks-'))
    this.#file = await open(join(this.#folder, 'events'), 'w+')
    // Nobody but this process needs its name; where the system keeps it, `close` removes it.
    await rm(this.#folder, { recursive: true, force: true }).catch(() => undefined)
    return this.#file
  }

  #storageError(cause: unknown): SourceError {
    const detail = cause instanceof Error ? cause.message : String(cause)
    return new SourceError(
      'temporaryStorage',
      this.#options.tempDir ?? tmpdir(),
      `ticks that do not fit into memory cannot be put here (${detail}); make room, or set TMPDIR`,
      { cause },
    )
  }
}

/** A place in a sorted run. */
interface Cursor {
  /** Undefined before the first `advance` and after the last event. */
  readonly current: SortedEvent | undefined
  /** Moves on within what is in memory; false when more has to be fetched. */
  step(): boolean
  advance(): Promise<void>
}

function earliest(cursors: readonly Cursor[]): Cursor | undefined {
  let best: Cursor | undefined
  for (const cursor of cursors)
    if (cursor.current !== undefined && (best === undefined || cursor.current.time < best.current!.time))
      best = cursor
  return best
}

/** Earliest time among the others. */
function earliestTime(cursors: readonly Cursor[], but: Cursor): number {
  let time = Number.POSITIVE_INFINITY
  for (const cursor of cursors)
    if (cursor !== but && cursor.current !== undefined && cursor.current.time < time)
      time = cursor.current.time
  return time
}

const indexOfTime = (cursors: readonly Cursor[], but: Cursor, time: number): number => {
  const index = cursors.findIndex((cursor) => cursor !== but && cursor.current?.time === time)
  return index < 0 ? cursors.length : index
}

/** Events of one memory filling. */
class MemoryRun {
  readonly #times: number[] = []
  readonly #events: Uint8Array[] = []
  #sorted = true
  bytes = 0

  append(time: number, bytes: Uint8Array): void {
    if (this.#sorted && this.#times.length > 0 && time < this.#times.at(-1)!) this.#sorted = false
    this.#times.push(time)
    this.#events.push(bytes)
    this.bytes += bytes.length + HEADER_BYTES
  }

  cursor(): Cursor {
    const order = this.#order()
    const events = this.#events
    const times = this.#times
    let at = -1
    const cursor = {
      current: undefined as SortedEvent | undefined,
      step(): boolean {
        at += 1
        const index = order === undefined ? at : (order[at] ?? -1)
        const bytes = events[index]
        cursor.current = bytes === undefined ? undefined : { time: times[index]!, bytes }
        return true
      },
      async advance(): Promise<void> {
        cursor.step()
      },
    }
    return cursor
  }

  /** The events in order, as they are written to a run. */
  *pieces(): Generator<Buffer> {
    const order = this.#order()
    let piece = Buffer.allocUnsafe(WRITE_BYTES)
    let used = 0
    for (let at = 0; at < this.#events.length; at += 1) {
      const index = order === undefined ? at : order[at]!
      const event = this.#events[index]!
      if (used + HEADER_BYTES + event.length > piece.length) {
        yield piece.subarray(0, used)
        piece = Buffer.allocUnsafe(Math.max(WRITE_BYTES, HEADER_BYTES + event.length))
        used = 0
      }
      piece.writeUInt32LE(event.length, used)
      piece.writeDoubleLE(this.#times[index]!, used + 4)
      piece.set(event, used + HEADER_BYTES)
      used += HEADER_BYTES + event.length
    }
    yield piece.subarray(0, used)
  }

  #order(): Uint32Array | undefined {
    if (this.#sorted) return undefined
    const times = this.#times
    const order = Uint32Array.from({ length: times.length }, (_, index) => index)
    return order.sort((a, b) => times[a]! - times[b]! || a - b)
  }
}

/** Reads one run of the temporary file, a piece at a time. */
class FileCursor implements Cursor {
  current: SortedEvent | undefined
  readonly #file: FileHandle
  readonly #until: number
  #position: number
  #buffer = Buffer.alloc(0)
  #used = 0

  constructor(file: FileHandle, { from, until }: Run) {
    this.#file = file
    this.#position = from
    this.#until = until
  }

  step(): boolean {
    const buffer = this.#buffer
    const rest = buffer.length - this.#used
    if (rest < HEADER_BYTES) return false
    const length = buffer.readUInt32LE(this.#used)
    if (rest < HEADER_BYTES + length) return false
    const from = this.#used + HEADER_BYTES
    this.current = { time: buffer.readDoubleLE(this.#used + 4), bytes: buffer.subarray(from, from + length) }
    this.#used = from + length
    return true
  }

  async advance(): Promise<void> {
    while (!this.step()) {
      const left = this.#until - this.#position
      if (left === 0) {
        this.current = undefined
        return
      }
      const rest = this.#buffer.subarray(this.#used)
      // A buffer of its own: events handed out still point into the one before.
      const next = Buffer.allocUnsafe(rest.length + Math.min(READ_BYTES, left))
      next.set(rest)
      await readFully(this.#file, next.subarray(rest.length), this.#position)
      this.#position += next.length - rest.length
      this.#buffer = next
      this.#used = 0
    }
  }
}

async function readFully(file: FileHandle, target: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < target.length; ) {
    const { bytesRead } = await file.read(target, done, target.length - done, position + done)
    if (bytesRead === 0) throw new Error('the temporary file ended early')
    done += bytesRead
  }
}

async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
