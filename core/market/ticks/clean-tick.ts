import type { Fen, Price } from '../price.ts'
import type { Phase } from '../sessions.ts'
import type { EventTime } from '../trade-date.ts'

/**
 * A snapshot after hygiene: the day so far as it is known now, monotone where the market is. Prices are null
 * before the first trade; cumulative figures are those of the session, without trading after hours.
 */
export interface CleanTick {
  readonly eventTime: EventTime
  readonly phase: Phase
  /**
   * Whether `last` is the price of a trade and the book the one it left behind: in a trading phase, or in the
   * break after one while trades are still reported; never in an auction 集合竞价, a halt or after the close.
   * Only then may the limit state be judged.
   */
  readonly isTrade: boolean
  /** True for a late snapshot older than what was applied: only `high` and `low` mean anything. */
  readonly onlyExtremes: boolean
  /** Last trade; an indicative price 虚拟匹配价 never gets here. */
  readonly last: Price | null
  readonly open: Price | null
  readonly high: Price | null
  readonly low: Price | null
  /** Shares traded in the session so far; never falls. */
  readonly volume: number
  /** Fen traded in the session so far; never falls; null where the source has none. */
  readonly amount: Fen | null
  /** Best level of the book, 0 where that side is empty. */
  readonly bidPrice: number
  readonly bidVolume: number
  readonly askPrice: number
  readonly askVolume: number
  /** True where there is no usable book: none printed, both sides empty, crossed, or an auction's. */
  readonly noBook: boolean
  /** Reference price 前收 that the feed printed first on this day. */
  readonly prevClose: Price | null
  /** Limits that the feed prints; null where it prints none or says that none apply. */
  readonly limitUp: Price | null
  readonly limitDown: Price | null
  /** True where the feed's limit is a sentinel: no limit applies on this day. */
  readonly noLimit: boolean
  /** Halted 停牌 or in a volatility halt 临时停牌. */
  readonly halted: boolean
}
