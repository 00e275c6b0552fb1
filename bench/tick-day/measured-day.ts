import type { IngestService } from '../../services/ingest/ingest-service.ts'
import { simulateDay } from '../../services/ingest/simulator/simulate-day.ts'
import type { Sweep } from '../../services/ingest/ticks/source-tick.ts'
import { type Usage, usageFromNow } from '../end-to-end/usage.ts'
import { DAY, type FullMarket, simulatedBars } from '../full-market.ts'
import { type Memory, MemorySamples } from './memory-samples.ts'

/** Seed of the simulated day. */
export const SEED = 1

/** What it took to go through a day, from its first snapshot on. */
export interface DayReport {
  readonly ticks: number
  readonly usage: Usage
  readonly memory: Memory
  /** Seconds in which the snapshots were made. */
  readonly making: number
}

/** The sweeps of a simulated day, and what it takes to go through them. */
export class MeasuredDay {
  readonly #home: string
  readonly #sweeps: Generator<Sweep>
  #measured: { readonly used: () => Usage; readonly memory: MemorySamples } | undefined
  #ticks = 0
  #making = 0

  constructor(home: string, market: FullMarket, { instruments }: IngestService) {
    const bars = simulatedBars(market, instruments)
    this.#home = home
    this.#sweeps = simulateDay({ tradeDate: DAY, bars, seed: SEED, cadence: 'full' })
  }

  *sweeps(): Generator<Sweep> {
    this.#measured = { used: usageFromNow(this.#home), memory: new MemorySamples(this.#home) }
    for (;;) {
      const start = performance.now()
      const { done, value } = this.#sweeps.next()
      this.#making += performance.now() - start
      if (done === true) return
      this.#ticks += value.ticks.length
      yield value
    }
  }

  report(): DayReport {
    const { used, memory } = this.#measured!
    return { ticks: this.#ticks, making: this.#making / 1000, usage: used(), memory: memory.stop() }
  }
}
