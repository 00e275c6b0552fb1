import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import type { Tick } from '../../../schemas/generated/events.ts'

/**
 * A snapshot as a source reads or makes it, in canonical units. The publisher adds what concerns the log:
 * dataset, epoch, instrument, lateness.
 */
export type SourceTick = Omit<Tick, 'dataset' | 'epoch' | 'instrument' | 'late'>

/** What a source hands over at a time, and the promise that nothing up to `until` follows in order. */
export interface Sweep {
  /** Event time that the sweep covers; rises from sweep to sweep. */
  readonly until: EventTime
  /** In the order in which they are to be published; one whose time an earlier sweep covers is late. */
  readonly ticks: readonly SourceTick[]
}

/** One session of snapshots. */
export interface TickSession {
  readonly tradeDate: TradeDate
  /**
   * Names the content: the same sources have the same identity. A session that was interrupted goes on where
   * it stopped when the same identity comes again; another one adds to it.
   */
  readonly identity: string
  /** Ticks to come, where the source can tell; for the progress bar. */
  readonly expected?: number
  readonly sweeps: Iterable<Sweep> | AsyncIterable<Sweep>
}
