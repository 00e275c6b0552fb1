import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SourceError } from '../source-error.ts'
import { type BarDraft, ROW_BYTES, RowBlock } from './bar-row.ts'

const BLOCK_SHIFT = 16
const BLOCK_ROWS = 1 << BLOCK_SHIFT
const BLOCK_MASK = BLOCK_ROWS - 1

export interface SessionStoreOptions {
  /** Rows held in memory before they are sorted and moved to a temporary file; 72 bytes each. */
  readonly memoryRows: number
  /** Where the temporary file goes; the system's folder by default. */
  readonly tempDir?: string
}

interface Range {
  readonly start: number
  readonly rows: number
}

/**
 * Rows in, in any order; sessions out, in order. An external sort: when memory is full, its rows are
 * ordered by session and appended to one temporary file, whose index tells where each session's pieces
 * lie. So any number of files in any layout need one open file and bounded memory.
 */
export class SessionStore {
  readonly #options: SessionStoreOptions
  readonly #blocks: RowBlock[] = []
  readonly #spilled = new Map<number, Range[]>()
  #rows = 0
  #order = new Uint32Array(0)
  #ranges = new Map<number, Range>()
  #file: FileHandle | undefined
  #folder: string | undefined
  #handedOut = new ArrayBuffer(0)
  /** Kept from one spill to the next. */
  #sorted: RowBlock | undefined
  #fileRows = 0

  constructor(options: SessionStoreOptions) {
    this.#options = options
  }

  append(draft: BarDraft, file: number): void {
    const row = this.#rows++
    let block = this.#blocks[row >>> BLOCK_SHIFT]
    if (block === undefined) {
      block = RowBlock.ofRows(BLOCK_ROWS)
      this.#blocks.push(block)
    }
    block.write(row & BLOCK_MASK, draft, file)
  }

  /** To be awaited between pieces of a file: moves rows to disk when memory is full. */
  async relieve(): Promise<void> {
    if (this.#rows < this.#options.memoryRows) return
    try {
      await this.#spill()
    } catch (error) {
      throw this.#storageError(error)
    }
  }

  /** All rows are in. Returns the sessions that have any, in order. */
  finish(): number[] {
    this.#sort()
    return [...new Set([...this.#spilled.keys(), ...this.#ranges.keys()])].sort((a, b) => a - b)
  }

  /** The rows of one session, in the order in which they came; valid until the next call. */
  async session(date: number): Promise<RowBlock> {
    const pieces = this.#spilled.get(date) ?? []
    const inMemory = this.#ranges.get(date)
    const onDisk = pieces.reduce((sum, piece) => sum + piece.rows, 0)
    const rows = onDisk + (inMemory?.rows ?? 0)
    if (this.#handedOut.byteLength < rows * ROW_BYTES) this.#handedOut = new ArrayBuffer(rows * ROW_BYTES)
    const block = new RowBlock(this.#handedOut, rows)
    let row = 0
    for (const piece of pieces) {
      await this.#read(block, row, piece)
      row += piece.rows
    }
    if (inMemory !== undefined) this.#gather(block, row, inMemory.start, inMemory.rows)
    return block
  }

  async close(): Promise<void> {
    await this.#file?.close()
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true })
    this.#file = undefined
    this.#folder = undefined
    this.#blocks.length = 0
  }

  #storageError(cause: unknown): SourceError {
    const detail = cause instanceof Error ? cause.message : String(cause)
    return new SourceError(
      'temporaryStorage',
      this.#options.tempDir ?? tmpdir(),
      `rows that do not fit into memory cannot be put here (${detail}); make room, or set TMPDIR`,
      { cause },
    )
  }

  #gather(target: RowBlock, targetRow: number, start: number, rows: number): void {
    for (let i = 0; i < rows; i++) {
      const row = this.#order[start + i]!
      target.copy(targetRow + i, this.#blocks[row >>> BLOCK_SHIFT]!, row & BLOCK_MASK)
    }
  }

  /** Counting sort of the rows in memory by session; stable. */
  #sort(): void {
    const counts = new Map<number, number>()
    for (let row = 0; row < this.#rows; row++) {
      const date = this.#dateOf(row)
      counts.set(date, (counts.get(date) ?? 0) + 1)
    }
    const next = new Map<number, number>()
    this.#ranges = new Map()
    let start = 0
    for (const [date, rows] of [...counts].sort(([a], [b]) => a - b)) {
      this.#ranges.set(date, { start, rows })
      next.set(date, start)
      start += rows
    }
    this.#order = new Uint32Array(this.#rows)
    for (let row = 0; row < this.#rows; row++) {
      const date = this.#dateOf(row)
      const position = next.get(date)!
      next.set(date, position + 1)
      this.#order[position] = row
    }
  }

  #dateOf(row: number): number {
    return this.#blocks[row >>> BLOCK_SHIFT]!.date(row & BLOCK_MASK)
  }

  async #spill(): Promise<void> {
    this.#sort()
    const file = this.#file ?? (await this.#openFile())
    this.#sorted ??= RowBlock.ofRows(BLOCK_ROWS)
    const out = this.#sorted
    for (let start = 0; start < this.#rows; start += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, this.#rows - start)
      this.#gather(out, 0, start, rows)
      await writeFully(file, out.bytes.subarray(0, rows * ROW_BYTES), (this.#fileRows + start) * ROW_BYTES)
    }
    for (const [date, { start, rows }] of this.#ranges) {
      const pieces = this.#spilled.get(date)
      const piece = { start: this.#fileRows + start, rows }
      if (pieces === undefined) this.#spilled.set(date, [piece])
      else pieces.push(piece)
    }
    this.#fileRows += this.#rows
    this.#rows = 0
    this.#ranges = new Map()
  }

  async #openFile(): Promise<FileHandle> {
    this.#folder = await mkdtemp(join(this.#options.tempDir ?? tmpdir(), 'pulse-ingest-'))
    const path = join(this.#folder, 'rows')
    this.#file = await open(path, 'w+')
    await rm(this.#folder, { recursive: true, force: true }).catch(() => undefined)
    return this.#file
  }

  async #read(block: RowBlock, row: number, piece: Range): Promise<void> {
    const target = block.bytes.subarray(row * ROW_BYTES, (row + piece.rows) * ROW_BYTES)
    let done = 0
    while (done < target.length) {
      const { bytesRead } = await this.#file!.read(
        target,
        done,
        target.length - done,
        piece.start * ROW_BYTES + done,
      )
      if (bytesRead === 0) throw this.#storageError(new Error('the file ended early'))
      done += bytesRead
    }
  }
}

async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
