/**
 * Types of every answer and event of the monitor's API, for its page and for other programs. They are inferred
 * from the schemas beside them, from which /api/openapi.json is generated as well.
 */
export type { BoardRow, DayFeedback, DayLadder, FeedbackRow } from './boards.ts'
export type { ColumnsOf, Place, Problem, StreamPosition } from './common.ts'
export type { FeedHealth, FeedState } from './feed.ts'
export type { DayGroups, GroupRow } from './groups.ts'
export type { History, HistoryRow } from './history.ts'
export type { DayEvents, LimitEvent } from './limit-events.ts'
export type { DayMinutes, MinuteColumns, MinuteRow, TierRow } from './minutes.ts'
export type {
  Portfolio,
  PortfolioDay,
  PortfolioStat,
  Portfolios,
  PortfolioWeight,
  StrategySummary,
  StrategyTarget,
} from './portfolios.ts'
export type { Series, SeriesBar } from './series.ts'
export type { DatasetSummary, Datasets, SessionRow, Sessions } from './sessions.ts'
export type {
  SignalFamily,
  SignalLatest,
  SignalRow,
  SignalSeries,
  SignalSummary,
  Signals,
} from './signals.ts'
export type { DaySnapshot } from './snapshot.ts'
export type { BoardMinuteRow, DailyBarRow, MinuteBarRow, StockDay } from './stock.ts'
export type { ReplayEventName, ReplayEvents, StreamEventName, StreamEvents } from './stream-events.ts'
