import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'

/** What the publisher of one epoch's series remembers between runs, beside its ledgers. */
export interface SeriesState {
  /** Everything up to here has been published, so that what comes for it is late; null before the first row. */
  readonly frontier: EventTime | null
  /** The session opened last; 0 before the first. */
  readonly session: TradeDate
  /** It has not been closed yet. */
  readonly open: boolean
  /** Late rows that a rebuild will put in their place. */
  readonly late: number
  /** Shanghai date of the earliest of them; 0 if there are none. */
  readonly dirtySince: TradeDate
}

export const NO_SERIES_PUBLISHED: SeriesState = {
  frontier: null,
  session: 0 as TradeDate,
  open: false,
  late: 0,
  dirtySince: 0 as TradeDate,
}

/** Key of the state entry. */
export const seriesStateKey = (dataset: string, epoch: number): string => `${dataset}/${epoch}/series`
