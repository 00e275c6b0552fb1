import type { Fen, Price } from '../price.ts'
import type { EventTime, TradeDate } from '../trade-date.ts'

/** Trading status as the source prints it; `unknown`: the phase follows from the time. */
export type SnapshotStatus = 'unknown' | 'auction' | 'trading' | 'halted' | 'volatilityHalt' | 'closed'

/**
 * One snapshot of one symbol 行情快照 (domain.md A7): last price, the day so far, five levels of the book. Volume
 * and amount are cumulative for the day. Prices are null before the first trade; an empty side of the book is
 * an empty array.
 */
export interface Snapshot {
  readonly tradeDate: TradeDate
  readonly eventTime: EventTime
  /** When the source received it; never used in results, only to measure its clock. */
  readonly receivedAt: EventTime | null
  readonly sequence: number | null
  readonly status: SnapshotStatus
  readonly prevClose: Price | null
  readonly open: Price | null
  readonly high: Price | null
  readonly low: Price | null
  readonly last: Price | null
  /** Shares. */
  readonly volume: number
  readonly amount: Fen | null
  /** Levels that the source prints; 0: it prints no book. */
  readonly depth: number
  readonly bidPrices: readonly number[]
  readonly bidVolumes: readonly number[]
  readonly askPrices: readonly number[]
  readonly askVolumes: readonly number[]
  readonly limitUp: Price | null
  readonly limitDown: Price | null
  /** Published after a punctuation of its source that covers its time. */
  readonly late: boolean
}
