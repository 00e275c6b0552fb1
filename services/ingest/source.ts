import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import type { EventTime, TradeDate } from '../../core/market/trade-date.ts'
import type { DailyBar, Instrument, RiskStatus, ShareCapital } from '../../schemas/generated/events.ts'
import type { TickSession } from './ticks/source-tick.ts'

/**
 * A daily bar as a source reads it, in canonical units (prices 1/10000 CNY, volume in shares, amount in
 * fen). The publisher adds what concerns the log: dataset, epoch, instrument, event time, lateness.
 */
export type SourceBar = Omit<
  DailyBar,
  'dataset' | 'epoch' | 'instrument' | 'eventTime' | 'late' | 'limitUp' | 'limitDown'
>

/** A row that could not be taken; it becomes a dead letter and its neighbours go on. */
export interface Rejection {
  readonly kind: 'rejection'
  readonly file: string
  /** 1-based line, record or row number. */
  readonly line: number
  readonly code: RejectionCode
  /** What is wrong and what to do. */
  readonly reason: string
  readonly raw: string
  readonly symbol?: InstrumentSymbol
  readonly tradeDate?: TradeDate
}

export type RejectionCode =
  | 'unparsable'
  | 'offGrid' // a price that is not a multiple of the tick
  | 'highBelowLow' // or open/close outside [low, high]
  | 'negativeVolume'
  | 'unknownSymbol'
  | 'outsideCalendar'
  | 'conflictingDuplicate' // same symbol and session, other content
  | 'impossibleValue' // no such figure can be true
  | 'unknownRelease' // an observation of which nothing says when it was known
  | 'adjustedPrices' // forward or backward adjusted: limits cannot be computed

/** A row that is no bar for a known, harmless reason; counted in the summary by reason. */
export interface Omission {
  readonly kind: 'omission'
  readonly reason: 'suspended' | 'noVolumeAtSource' | 'notAShare' | 'cancelledOrder'
  readonly symbol: InstrumentSymbol
  readonly tradeDate: TradeDate
}

export interface TakenBar {
  readonly kind: 'bar'
  readonly bar: SourceBar
  readonly file: string
  readonly line: number
}

/** What a source file holds. */
export type FileContent =
  | 'dailyBars'
  | 'ticks'
  | 'minuteBars'
  | 'series'
  | 'instruments'
  | 'statusHistory'
  | 'shareCapital'
  | 'calendar'

/** A recognised file, not yet read. */
export interface RecognisedFile {
  readonly path: string
  readonly format: string
  readonly content: FileContent
  /** Bytes on disk, for progress. */
  readonly bytes: number
  readonly container: 'csv' | 'json' | 'parquet' | 'tdxDay'
  /** Gzip around the container. */
  readonly compressed: boolean
  readonly encoding: 'utf8' | 'gb18030'
}

/** One session's items, in session order: what the publisher consumes. */
export interface SessionItems {
  readonly tradeDate: TradeDate
  /** One bar per instrument, in the order of their lasting identities (newest codes). */
  readonly bars: readonly TakenBar[]
  readonly omissions: readonly Omission[]
  /** Snapshots of the session; the bars are then what a vendor says of it. */
  readonly ticks?: TickSession
}

/** Progress of reading, for the progress bar. */
export interface ReadProgress {
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly barsTaken: number
  readonly session: TradeDate | undefined
}

/** Partial facts about an instrument from one reference file; merged by the reference publisher. */
export interface InstrumentFact {
  readonly instrument: InstrumentSymbol
  readonly name?: string
  readonly listDate?: TradeDate
  readonly delistDate?: TradeDate
  readonly industry?: string
  /** Concepts (themes) it belongs to. */
  readonly concepts?: readonly string[]
  readonly status?: {
    readonly from: TradeDate
    readonly until: TradeDate | null
    readonly status: RiskStatus
  }
  /** The file documents the whole status history from this date on. */
  readonly statusKnownFrom?: TradeDate
  readonly availableAt?: EventTime
}

export type { DailyBar, Instrument, ShareCapital }
