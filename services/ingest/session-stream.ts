import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { BarIntake, type IntakeContext } from './reading/bar-intake.ts'
import { sourceErrorOf } from './reading/file-bytes.ts'
import { barFormat, readBars } from './reading/read-bars.ts'
import { RowDetails } from './reading/row-details.ts'
import { SessionAssembler } from './reading/session-assembler.ts'
import { SessionStore } from './reading/session-store.ts'
import type { SourceFile } from './reading/source-file.ts'
import { SymbolTable } from './reading/symbol-table.ts'
import type { ReadProgress, RecognisedFile, Rejection, SessionItems } from './source.ts'
import { SourceError } from './source-error.ts'
import { IngestSummary } from './summary.ts'
import { DateCheck, type SessionCalendar } from './validate.ts'

export interface ReadOptions {
  /** Earlier sessions are skipped as soon as a row's date is known. */
  readonly fromSession?: TradeDate
  readonly calendar?: SessionCalendar
  /** Where rows go that do not fit into memory; the system's folder for temporary files by default. */
  readonly tempDir?: string
  /** Rows held in memory, 72 bytes each. */
  readonly memoryRows?: number
  /** Filled while reading; complete when the last session has been taken. */
  readonly summary?: IngestSummary
  /** Awaited, so that whoever takes the rejections sets the pace. */
  readonly onRejections?: (rejections: readonly Rejection[]) => void | Promise<void>
  readonly onProgress?: (progress: ReadProgress) => void
}

/** 144 MB. */
const MEMORY_ROWS = 2_000_000

/**
 * Reads files of daily bars, in whatever layout, and hands out session after session with the bars in
 * the order of their instruments. One file is open at a time; memory is bounded by `memoryRows`, what
 * exceeds it goes through a temporary file. A file that cannot be taken as a whole stands in the
 * summary's errors, and the others go on.
 */
export async function* readSessions(
  files: readonly RecognisedFile[],
  options: ReadOptions = {},
): AsyncGenerator<SessionItems> {
  const summary = options.summary ?? new IngestSummary()
  const run = new Run(files, options, summary)
  try {
    for (const file of files) if (file.content === 'dailyBars') await run.read(file)
    yield* run.sessions()
  } finally {
    await run.close()
  }
}

class Run {
  readonly #options: ReadOptions
  readonly #summary: IngestSummary
  readonly #context: IntakeContext
  readonly #files: SourceFile[] = []
  readonly #bytesTotal: number
  #bytesBefore = 0
  #bars = 0

  constructor(files: readonly RecognisedFile[], options: ReadOptions, summary: IngestSummary) {
    this.#options = options
    this.#summary = summary
    this.#bytesTotal = files.reduce((sum, file) => sum + (file.content === 'dailyBars' ? file.bytes : 0), 0)
    this.#context = {
      store: new SessionStore({
        memoryRows: options.memoryRows ?? MEMORY_ROWS,
        ...(options.tempDir === undefined ? {} : { tempDir: options.tempDir }),
      }),
      symbols: new SymbolTable(),
      details: new RowDetails(),
      dates: new DateCheck(options.calendar ?? chineseCalendar),
      fromSession: options.fromSession ?? 0,
    }
  }

  async read(file: RecognisedFile): Promise<void> {
    const { rank, steps } = barFormat(file.format)
    const summary = this.#summary.file(file.path, file.format)
    const number = this.#files.push({ path: file.path, format: file.format, rank, steps, summary }) - 1
    const intake = new BarIntake(this.#context, number, summary, steps)
    const { symbols, details } = this.#context
    const afterPiece = (bytesRead: number): Promise<void> => this.#afterPiece(intake, bytesRead)
    try {
      await readBars({ file, intake, symbols, details, afterPiece })
      refuseWrongUnits(file, intake)
    } catch (error) {
      if (error instanceof Interruption) throw error.cause
      summary.error = fileError(file.path, error)
      this.#summary.errors.push(summary.error)
    }
    await this.#report(intake.rejections)
    this.#bytesBefore += file.bytes
    this.#progress(0, undefined)
  }

  async *sessions(): AsyncGenerator<SessionItems> {
    const { store, symbols, details } = this.#context
    const dates = store.finish() as TradeDate[]
    const assembler = new SessionAssembler(this.#files, symbols, details)
    for (const date of dates) {
      const { conflicts, ...session } = assembler.assemble(date, await store.session(date))
      await this.#report([...conflicts])
      if (session.bars.length + session.omissions.length === 0) continue
      this.#bars += session.bars.length
      this.#progress(0, date)
      yield session
    }
  }

  close(): Promise<void> {
    return this.#context.store.close()
  }

  async #afterPiece(intake: BarIntake, bytesRead: number): Promise<void> {
    try {
      await this.#report(intake.rejections)
      await this.#context.store.relieve()
      this.#progress(bytesRead, undefined)
    } catch (error) {
      throw new Interruption(error)
    }
  }

  async #report(rejections: Rejection[]): Promise<void> {
    if (rejections.length === 0) return
    await this.#options.onRejections?.(rejections.splice(0))
  }

  #progress(bytesRead: number, session: TradeDate | undefined): void {
    this.#options.onProgress?.({
      bytesRead: this.#bytesBefore + bytesRead,
      bytesTotal: this.#bytesTotal,
      barsTaken: this.#bars,
      session,
    })
  }
}

/** What failed between two pieces of a file is not the file's fault: it ends the run. */
class Interruption extends Error {
  constructor(cause: unknown) {
    super('reading was interrupted', { cause })
  }
}

/** The median row decides whether a file has the units of its format. */
function refuseWrongUnits(file: RecognisedFile, { units }: BarIntake): void {
  if (units.median === 'inside') return
  throw new SourceError(
    'wrongUnits',
    file.path,
    `amount / volume lies ${units.median} the day's prices in most rows (${units.evidence}), so volume or amount ` +
      `has other units than ${file.format} has; convert the file or check its origin`,
  )
}

/** Whatever goes wrong inside one file is that file's error. */
function fileError(path: string, error: unknown): SourceError {
  if (error instanceof SyntaxError || (error instanceof Error && !('code' in error))) {
    return new SourceError('malformed', path, `${error.message}; fetch or export the file again`, {
      cause: error,
    })
  }
  return sourceErrorOf(path, error)
}
