import type { EventTime, TradeDate } from '../../../../core/market/trade-date.ts'
import type { MarketCode, SeriesAdjustment } from '../../../../schemas/generated/events.ts'
import type { SourceTrust } from '../merge-rows.ts'

/** Figures of one session, in index points or currency units, shares, and currency units traded. */
export interface BarFigures {
  readonly close: number
  readonly open?: number | null
  readonly high?: number | null
  readonly low?: number | null
  readonly volume?: number | null
  readonly amount?: number | null
  readonly market?: MarketCode
  readonly adjustment?: SeriesAdjustment
}

/** What is known of a release beside its value. */
export interface Release {
  readonly unit: string
  readonly forecast?: number | null
  /** The moment, where the source prints it. */
  readonly at?: EventTime
  /** Its day, where the source prints no more; the rule of the series gives the hour. */
  readonly on?: TradeDate
}

export interface FlowFigures {
  readonly name?: string | null
  readonly shares?: number | null
  readonly nav?: number | null
  readonly close?: number | null
  readonly netInflow?: number | null
}

/** Takes what a row says. What cannot be true is refused there, one value at a time. */
export interface RowSink {
  bar(symbol: string, date: TradeDate, figures: BarFigures): void
  observation(series: string, period: TradeDate, value: number, release: Release): void
  flow(symbol: string, date: TradeDate, figures: FlowFigures): void
}

/** Reads one row of a file whose header is known. @throws RowError */
export type RowReader = (fields: readonly string[], sink: RowSink) => void

/** A layout of series, observations or fund flows. */
export interface SeriesFormat extends SourceTrust {
  readonly name: string
  /** The reader of a file with this header, if it is of this format; the symbol may be in the file's name. */
  readonly reader: (header: readonly string[], path: string) => RowReader | undefined
}

/** Why one row cannot be taken, in words for whoever corrects it. */
export class RowError extends Error {}
