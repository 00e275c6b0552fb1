import type { SeriesTopic } from './series/series-row.ts'
import type { Omission, RejectionCode } from './source.ts'
import type { SourceError } from './source-error.ts'

/** What became of one file. */
export interface FileSummary {
  readonly path: string
  readonly format: string
  /** Rows read, header not counted. */
  rows: number
  /** Bars taken; duplicates are taken once. */
  bars: number
  /** Reference facts taken: instruments, status spans, share capital steps, calendar days. */
  facts: number
  /** Snapshots and trades taken. */
  ticks: number
  /** Values of series, observations and fund flows taken. */
  readonly values: Record<SeriesTopic, number>
  /** Fields left out because they cannot be true; the rest of their rows was taken. */
  doubtful: number
  /** Rows before the first session asked for. */
  skipped: number
  /** Bars that another row of the same symbol and session already said. */
  duplicates: number
  /** Bars flagged because amount / volume lies outside [low, high]. */
  flagged: number
  readonly omissions: Partial<Record<Omission['reason'], number>>
  readonly rejections: Partial<Record<RejectionCode, number>>
  /** Why the file as a whole was not taken; its rows then count for nothing. */
  error?: SourceError
}

/** A file that lies in a source folder and is no source. */
export interface SkippedFile {
  readonly path: string
  readonly reason: string
}

/** What a whole run of ingest took and what it did not. Complete when the last session has been read. */
export class IngestSummary {
  readonly files: FileSummary[] = []
  readonly skipped: SkippedFile[] = []
  /** Files that were asked for and could not be taken. */
  readonly errors: SourceError[] = []

  file(path: string, format: string): FileSummary {
    const summary: FileSummary = {
      path,
      format,
      rows: 0,
      bars: 0,
      facts: 0,
      ticks: 0,
      values: { series: 0, observations: 0, fundFlows: 0 },
      doubtful: 0,
      skipped: 0,
      duplicates: 0,
      flagged: 0,
      omissions: {},
      rejections: {},
    }
    this.files.push(summary)
    return summary
  }

  get bars(): number {
    return this.files.reduce((sum, file) => sum + file.bars, 0)
  }

  get facts(): number {
    return this.files.reduce((sum, file) => sum + file.facts, 0)
  }

  get ticks(): number {
    return this.files.reduce((sum, file) => sum + file.ticks, 0)
  }

  /** Values of series, observations and fund flows. */
  get values(): number {
    return this.files.reduce((sum, file) => sum + total(file.values), 0)
  }

  get rejections(): number {
    return this.files.reduce((sum, file) => sum + total(file.rejections), 0)
  }

  /** Not one bar, tick, value or fact, and nothing that was only skipped because it was taken before. */
  get nothingTaken(): boolean {
    const skipped = this.files.reduce((sum, file) => sum + file.skipped, 0)
    return this.bars + this.facts + this.ticks + this.values + skipped === 0
  }

  /** Whether the run counts as failed: something asked for could not be read, or nothing was taken. */
  get failed(): boolean {
    return this.errors.length > 0 || this.nothingTaken
  }
}

/** Adds one to a count of a sparse table. */
export function count<Key extends string>(table: Partial<Record<Key, number>>, key: Key, by = 1): void {
  table[key] = (table[key] ?? 0) + by
}

export const total = (table: Partial<Record<string, number>>): number =>
  Object.values(table).reduce<number>((sum, value) => sum + (value ?? 0), 0)
