import { chineseCalendar } from '../../../core/market/chinese-calendar.ts'
import { DelimitedReader, type FieldRow } from '../reading/delimited.ts'
import { filePieces } from '../reading/file-bytes.ts'
import { SymbolTable } from '../reading/symbol-table.ts'
import type { ReadProgress, RecognisedFile, Rejection } from '../source.ts'
import { SourceError } from '../source-error.ts'
import { count, type FileSummary, type IngestSummary } from '../summary.ts'
import { DateCheck, type SessionCalendar } from '../validate.ts'
import { filesIdentity } from './files-identity.ts'
import type { SourceTick, TickSession } from './source-tick.ts'
import { SweepMaker } from './sweep-maker.ts'
import { tickFormat } from './tick-formats.ts'
import { TickPacking } from './tick-packing.ts'
import { TickRowReader } from './tick-row.ts'
import { TickStore } from './tick-store.ts'
import { dateInFileName } from './time-text.ts'

export interface TickReadOptions {
  readonly summary: IngestSummary
  readonly calendar?: SessionCalendar
  readonly tempDir?: string
  /** Bytes of ticks held in memory before they go through a temporary file. */
  readonly memoryBytes?: number
  /** Awaited, so that whoever takes the rejections sets the pace. */
  readonly onRejections?: (rejections: readonly Rejection[]) => void | Promise<void>
  readonly onProgress?: (progress: ReadProgress) => void
}

/**
 * Reads tick files of whatever format and hands out their sessions, each as sweeps in event-time order over
 * all files. Trades become snapshots without a book; where a symbol has snapshots, its trades are not used. Memory
 * is bounded, what exceeds it goes through a temporary file.
 * @throws SourceError when a file as a whole is bad: nothing of any file has been handed out then
 */
export async function* readTickSessions(
  files: readonly RecognisedFile[],
  options: TickReadOptions,
): AsyncGenerator<TickSession> {
  const reading = await Reading.begin(files, options)
  try {
    for (const file of files) await reading.read(file)
    yield* reading.sessions()
  } finally {
    await reading.close()
  }
}

class Reading {
  readonly #files: readonly RecognisedFile[]
  readonly #options: TickReadOptions
  readonly #packing: TickPacking
  readonly #store: TickStore
  readonly #symbols = new SymbolTable()
  readonly #dates: DateCheck
  /** `<tradeDate> <symbol>` of every snapshot. */
  readonly #withSnapshots = new Set<string>()
  #bytesBefore = 0
  #ticks = 0

  static async begin(files: readonly RecognisedFile[], options: TickReadOptions): Promise<Reading> {
    return new Reading(files, options, await TickPacking.open())
  }

  private constructor(files: readonly RecognisedFile[], options: TickReadOptions, packing: TickPacking) {
    const { memoryBytes, tempDir } = options
    this.#files = files
    this.#options = options
    this.#packing = packing
    this.#dates = new DateCheck(options.calendar ?? chineseCalendar)
    this.#store = new TickStore({
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      ...(tempDir === undefined ? {} : { tempDir }),
    })
  }

  async read(file: RecognisedFile): Promise<void> {
    const summary = this.#options.summary.file(file.path, file.format)
    const reader = this.#rowReader(file)
    const rejections: Rejection[] = []
    let header = true
    const lines = new DelimitedReader((row) => {
      if (header) header = false
      else this.#take(row, reader, file, summary, rejections)
    })
    let bytesRead = 0
    for await (const piece of filePieces(file, (bytes) => {
      bytesRead = bytes
    })) {
      lines.push(piece)
      await this.#afterPiece(rejections, bytesRead)
    }
    lines.end()
    await this.#afterPiece(rejections, file.bytes)
    this.#bytesBefore += file.bytes
    refuseWrongUnits(file, reader)
  }

  sessions(): AsyncGenerator<TickSession> {
    const roleOf = (tick: SourceTick): 'snapshot' | 'trade' | 'unused' => {
      if (tickFormat(tick.source)?.kind !== 'trade') return 'snapshot'
      return this.#withSnapshots.has(dayOf(tick)) ? 'unused' : 'trade'
    }
    return this.#store.sessions(
      filesIdentity(this.#files),
      () =>
        new SweepMaker({
          unpack: (bytes) => this.#packing.unpack(bytes),
          roleOf,
        }),
    )
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  #rowReader(file: RecognisedFile): TickRowReader {
    const format = tickFormat(file.format)
    if (format === undefined) throw new TypeError(`no tick format is called ${file.format}`)
    const fileDate = format.date === 'fileName' ? dateInFileName(file.path) : undefined
    return new TickRowReader({ format, fileDate, symbols: this.#symbols, dates: this.#dates })
  }

  #take(
    row: FieldRow,
    reader: TickRowReader,
    file: RecognisedFile,
    summary: FileSummary,
    rejections: Rejection[],
  ): void {
    summary.rows += 1
    const read = reader.row(row)
    if (read.kind === 'tick') {
      const { tick } = read
      if (tick.depth > 0) this.#withSnapshots.add(dayOf(tick))
      this.#store.append(tick.tradeDate, tick.eventTime, this.#packing.pack(tick))
      summary.ticks += 1
      this.#ticks += 1
    } else if (read.kind === 'fault') {
      count(summary.rejections, read.code)
      const raw = textOf(row)
      rejections.push({
        kind: 'rejection',
        file: file.path,
        line: row.line,
        code: read.code,
        reason: read.reason,
        raw,
      })
    } else count(summary.omissions, read.why)
  }

  async #afterPiece(rejections: Rejection[], bytesRead: number): Promise<void> {
    const { onRejections, onProgress } = this.#options
    if (rejections.length > 0) await onRejections?.(rejections.splice(0))
    await this.#store.relieve()
    onProgress?.({
      bytesRead: this.#bytesBefore + bytesRead,
      bytesTotal: this.#files.reduce((sum, { bytes }) => sum + bytes, 0),
      barsTaken: this.#ticks,
      session: undefined,
    })
  }
}

const dayOf = ({ tradeDate, symbol }: SourceTick): string => `${tradeDate} ${symbol}`

function textOf({ bytes, starts, ends, count: fields }: FieldRow): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset).toString('utf8', starts[0], ends[fields - 1])
}

function refuseWrongUnits(file: RecognisedFile, { units }: TickRowReader): void {
  if (units.median === 'inside') return
  throw new SourceError(
    'wrongUnits',
    file.path,
    `amount / volume lies ${units.median} the prices in most rows (${units.evidence}), so volume or amount has ` +
      `other units than ${file.format} has; convert the file or check its origin`,
  )
}
