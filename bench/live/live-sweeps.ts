import type { EventTime } from '../../core/market/trade-date.ts'
import { paced, type Speed } from '../../services/ingest/ticks/paced.ts'
import type { Sweep } from '../../services/ingest/ticks/source-tick.ts'
import type { HandedSweep } from './messages.ts'

/** A day that is told at once up to a time, and from there on at the pace of the clock. */
export class LiveSweeps {
  readonly handed: HandedSweep[] = []
  ticks = 0
  readonly #day: Iterator<Sweep>

  constructor(day: Iterator<Sweep>) {
    this.#day = day
  }

  /**
   * @param from event time up to which nobody waits
   * @param reached called with the last time told at once; the clock starts when it resolves
   */
  async *sweeps(
    from: EventTime,
    speed: Speed,
    signal: AbortSignal,
    reached: (until: EventTime) => Promise<void>,
  ): AsyncGenerator<Sweep> {
    let until = 0 as EventTime
    for (const sweep of this.#rest()) {
      until = sweep.until
      yield sweep
      if (until >= from) break
    }
    await reached(until)
    let first: { readonly until: number; readonly at: number } | undefined
    for await (const sweep of paced(this.#rest(), speed, { signal })) {
      first ??= { until: sweep.until, at: Date.now() }
      this.ticks += sweep.ticks.length
      if (speed === 1) this.#note(sweep, first.at + sweep.until - first.until)
      yield sweep
    }
  }

  #note({ until, ticks }: Sweep, due: number): void {
    this.handed.push({ until, due, waited: ticks.map(({ eventTime }) => until - eventTime) })
  }

  /** Goes on where it was left, which a generator does not. */
  *#rest(): Generator<Sweep> {
    for (;;) {
      const { done, value } = this.#day.next()
      if (done === true) return
      yield value
    }
  }
}
