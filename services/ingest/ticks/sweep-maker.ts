import { type EventTime, shanghaiMillisecondOfDay } from '../../../core/market/trade-date.ts'
import type { SortedEvent } from './event-sorter.ts'
import type { SourceTick, Sweep } from './source-tick.ts'
import { TradeSnapshots } from './trade-snapshots.ts'

/** How exchanges publish: a snapshot per symbol about every 3 s (domain.md A7). */
const SWEEP_MS = 3000
const MINUTE = 60_000
/** 09:15, when the opening auction begins. */
const AUCTION = (9 * 60 + 15) * MINUTE

export interface SweepMakerOptions {
  readonly unpack: (bytes: Uint8Array) => SourceTick
  /** What a tick is, by its own fields; snapshots by default. */
  readonly roleOf?: (tick: SourceTick) => 'snapshot' | 'trade' | 'unused'
}

/**
 * Cuts ticks that come by time into sweeps, trades of a sweep becoming snapshots. While nobody trades there is
 * one empty sweep a minute, so that time goes on.
 */
export class SweepMaker {
  readonly #options: SweepMakerOptions
  readonly #trades = new TradeSnapshots()
  #ticks: SourceTick[] = []
  #until = Number.NaN

  constructor(options: SweepMakerOptions) {
    this.#options = options
  }

  /** Takes the next tick, at the time that it is sorted by; yields the sweeps that ended before it. */
  *add({ time, bytes }: SortedEvent): Generator<Sweep> {
    const tick = this.#options.unpack(bytes)
    const role = this.#options.roleOf?.(tick) ?? 'snapshot'
    if (role === 'unused') return
    if (Number.isNaN(this.#until)) this.#until = this.#endOf(time)
    if (time > this.#until) {
      yield this.#take()
      const end = this.#endOf(time)
      for (let at = this.#nextMinute(end); at < end; at += MINUTE) yield { until: at as EventTime, ticks: [] }
      this.#until = end
    }
    if (role === 'trade') this.#trades.add(tick)
    else this.#ticks.push(tick)
  }

  /** Nothing more comes: yields the last sweep. */
  *end(): Generator<Sweep> {
    if (!Number.isNaN(this.#until)) yield this.#take()
  }

  #take(): Sweep {
    const ticks = this.#ticks
    const traded = this.#trades.take()
    this.#ticks = []
    const all = traded.length === 0 ? ticks : [...ticks, ...traded].sort((a, b) => a.eventTime - b.eventTime)
    return { until: this.#until as EventTime, ticks: all }
  }

  /** The first full minute of the auction or later that lies behind the last sweep. */
  #nextMinute(end: number): number {
    const auction = end - shanghaiMillisecondOfDay(end as EventTime) + AUCTION
    return Math.max(Math.floor(this.#until / MINUTE + 1) * MINUTE, auction)
  }

  #endOf(time: number): number {
    return Math.ceil(time / SWEEP_MS) * SWEEP_MS
  }
}
