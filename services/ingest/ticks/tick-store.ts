import {
  type EventTime,
  shanghaiDate,
  shanghaiTime,
  type TradeDate,
} from '../../../core/market/trade-date.ts'
import { EventSorter, type EventSorterOptions, type SortedEvent } from './event-sorter.ts'
import type { Sweep, TickSession } from './source-tick.ts'
import type { SweepMaker } from './sweep-maker.ts'

const DAY = 86_400_000

/**
 * Ticks of any number of sessions in, in any order; sessions out, as sweeps in event-time order. What a
 * session's ticks say of another day (a stale snapshot of yesterday) stands at its beginning or end.
 */
export class TickStore {
  readonly #sorter: EventSorter
  readonly #counts = new Map<TradeDate, number>()
  #midnightOf = { tradeDate: 0 as TradeDate, midnight: 0 }

  constructor(options: EventSorterOptions = {}) {
    this.#sorter = new EventSorter(options)
  }

  append(tradeDate: TradeDate, eventTime: EventTime, bytes: Uint8Array): void {
    if (this.#midnightOf.tradeDate !== tradeDate)
      this.#midnightOf = { tradeDate, midnight: shanghaiTime(tradeDate, 0, 0) }
    const { midnight } = this.#midnightOf
    this.#sorter.append(Math.min(Math.max(eventTime, midnight), midnight + DAY - 1), bytes)
    this.#counts.set(tradeDate, (this.#counts.get(tradeDate) ?? 0) + 1)
  }

  /** To be awaited between pieces of a source. */
  relieve(): Promise<void> {
    return this.#sorter.relieve()
  }

  /** Sessions that have ticks, in order. */
  get tradeDates(): readonly TradeDate[] {
    return [...this.#counts.keys()].sort((a, b) => a - b)
  }

  /**
   * The sessions in order; each is used up, or passed over, before the next is asked for.
   * @param makerOf turns the packed ticks of a session into sweeps
   */
  async *sessions(
    identity: string,
    makerOf: (tradeDate: TradeDate) => SweepMaker,
  ): AsyncGenerator<TickSession> {
    const events = new Flat(this.#sorter.sorted())
    for (const tradeDate of this.tradeDates) {
      const sweeps = sweepsOf(events, tradeDate, makerOf(tradeDate))
      yield { tradeDate, identity, expected: this.#counts.get(tradeDate)!, sweeps }
      await events.passOver(tradeDate)
    }
  }

  close(): Promise<void> {
    return this.#sorter.close()
  }
}

async function* sweepsOf(events: Flat, tradeDate: TradeDate, maker: SweepMaker): AsyncGenerator<Sweep> {
  for (;;) {
    const batch = await events.batch(tradeDate)
    if (batch === undefined) break
    for (const event of batch) yield* maker.add(event)
  }
  yield* maker.end()
}

/** Sorted events, a batch at a time, cut where a session ends. */
class Flat {
  readonly #batches: AsyncGenerator<readonly SortedEvent[]>
  #batch: readonly SortedEvent[] = []

  constructor(batches: AsyncGenerator<readonly SortedEvent[]>) {
    this.#batches = batches
  }

  /** The next events of a session; undefined after its last. */
  async batch(tradeDate: TradeDate): Promise<readonly SortedEvent[] | undefined> {
    if (this.#batch.length === 0) {
      const next = await this.#batches.next()
      if (next.done === true) return undefined
      this.#batch = next.value
    }
    const events = this.#batch
    const isOf = (time: number): boolean => shanghaiDate(time as EventTime) === tradeDate
    if (!isOf(events[0]!.time)) return undefined
    const whole = isOf(events.at(-1)!.time)
    const cut = whole ? events.length : events.findIndex(({ time }) => !isOf(time))
    this.#batch = events.slice(cut)
    return cut === events.length ? events : events.slice(0, cut)
  }

  async passOver(tradeDate: TradeDate): Promise<void> {
    while ((await this.batch(tradeDate)) !== undefined);
  }
}
