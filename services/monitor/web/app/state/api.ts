/** Types of the API that the page reads; types only, so that no schema comes into the bundle. */
export type {
  BoardRow,
  ColumnsOf,
  DatasetSummary,
  Datasets,
  DayEvents,
  DayGroups,
  DayLadder,
  DayMinutes,
  DaySnapshot,
  FeedHealth,
  FeedState,
  GroupRow,
  History,
  HistoryRow,
  LimitEvent,
  MinuteBarRow,
  MinuteRow,
  ReplayEventName,
  ReplayEvents,
  SessionRow,
  Sessions,
  StockDay,
  StreamEventName,
  StreamEvents,
  TierRow,
} from '../../../api/types.ts'

/** Rows at the place of their minute; undefined where none has come. */
export type Rows<Row> = readonly (Row | undefined)[]
