import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { SeriesTopic } from './series-row.ts'

/** What became of the rows of one topic. */
export interface TopicCounts {
  published: number
  /** Published already, by an earlier run or another file. */
  duplicates: number
  /** Published behind the punctuation that covers their time. */
  late: number
}

/** What one run published of series, observations and fund flows. */
export interface SeriesCounts extends Readonly<Record<SeriesTopic, Readonly<TopicCounts>>> {
  /** Chinese sessions closed. */
  readonly sessions: number
  /** Rows, of this run and others before it, that only a rebuild puts in their place. */
  readonly dirty: number
  /** Shanghai date of the earliest of them; 0 if there are none. */
  readonly dirtySince: TradeDate
}
