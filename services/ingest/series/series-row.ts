import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import type { FundFlow, Observation, SeriesBar } from '../../../schemas/generated/events.ts'
import type { Rejection } from '../source.ts'

/** Topics of what does not come as bars of shares; one punctuation holds for all three. */
export const SERIES_TOPICS = ['series', 'observations', 'fundFlows'] as const

export type SeriesTopic = (typeof SERIES_TOPICS)[number]

/** What a source says; the publisher adds data set, epoch and lateness. */
type Said<Record> = Omit<Record, 'dataset' | 'epoch' | 'late'>

interface Origin {
  readonly file: string
  /** 1-based. */
  readonly line: number
}

/** One value of a series, with where it came from. */
export type SeriesRow = Origin &
  (
    | { readonly topic: 'series'; readonly value: Said<SeriesBar> }
    | { readonly topic: 'observations'; readonly value: Said<Observation> }
    | { readonly topic: 'fundFlows'; readonly value: Said<FundFlow> }
  )

/** A row to be published, and what was said of the same value beside it. */
export interface MergedRow {
  readonly row: SeriesRow
  /** Rows that it was made of or that were not believed: known when they come again. */
  readonly others: readonly SeriesRow[]
}

/** Everything that one run has to publish, in the order of event time. */
export interface SeriesBatch {
  readonly rows: readonly MergedRow[]
  readonly rejections: readonly Rejection[]
}

export const NO_SERIES: SeriesBatch = { rows: [], rejections: [] }

/** What the value is of: a symbol, or the name of a series. */
export const keyOf = (row: SeriesRow): string =>
  row.topic === 'observations' ? row.value.series : row.value.symbol

/** The day that the value is about; with the key it is the value's identity. */
export const dateOf = (row: SeriesRow): TradeDate =>
  row.topic === 'observations' ? row.value.period : row.value.tradeDate

/** When it can be known. */
export const timeOf = (row: SeriesRow): EventTime => row.value.eventTime
