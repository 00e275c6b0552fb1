import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { SourceTick, Sweep } from '../ticks/source-tick.ts'
import type { SimulatedFaults } from './faults.ts'
import { Random, seedOf } from './random.ts'
import { staleTick } from './stale-tick.ts'
import { harmed } from './value-faults.ts'
import { VolumeResets } from './volume-resets.ts'

/** A snapshot that is held back until a later sweep. */
interface Held {
  readonly tick: SourceTick
  /** Comes with the first sweep that ends at this time or later. */
  readonly due: number
}

/** Milliseconds: longer than a sweep, and short enough that nothing outlasts the minute after the close. */
const SHORTEST_DELAY = 3_000
const LONGEST_DELAY = 50_000

/** The same day over a bad line: faults at their rates, from the same seed always the same ones. */
export function* withFaults(
  sweeps: Iterable<Sweep>,
  faults: SimulatedFaults,
  options: { readonly seed: number; readonly tradeDate: TradeDate },
): Generator<Sweep> {
  const line = new BadLine(faults, options)
  for (const { until, ticks } of sweeps) yield { until, ticks: line.pass(until, ticks) }
}

class BadLine {
  readonly #faults: SimulatedFaults
  readonly #tradeDate: TradeDate
  readonly #random: Random
  readonly #resets = new VolumeResets()
  readonly #seen = new Set<string>()
  #held: Held[] = []

  constructor(faults: SimulatedFaults, options: { readonly seed: number; readonly tradeDate: TradeDate }) {
    this.#faults = faults
    this.#tradeDate = options.tradeDate
    this.#random = new Random(seedOf(options.seed, 'faults'))
  }

  pass(until: number, ticks: readonly SourceTick[]): SourceTick[] {
    const passed = this.#held.filter(({ due }) => due <= until).map(({ tick }) => tick)
    if (passed.length > 0) this.#held = this.#held.filter(({ due }) => due > until)
    for (const tick of ticks) this.#send(tick, passed)
    this.#shuffle(passed)
    return passed
  }

  #send(tick: SourceTick, passed: SourceTick[]): void {
    const { late = 0, duplicates = 0, resets = 0 } = this.#faults
    this.#repeatDayBefore(tick, passed)
    const received = harmed(tick, this.#faults, this.#random)
    const isLate = late > 0 && this.#random.chance(late)
    const isRepeated = duplicates > 0 && this.#random.chance(duplicates)
    const isSound = received === tick && !isLate && !isRepeated
    const sent = resets === 0 ? received : this.#resets.apply(received, isSound, this.#random.chance(resets))
    if (isLate) this.#hold(sent)
    else passed.push(sent)
    if (!isRepeated) return
    if (this.#random.chance(0.5) && !isLate) passed.push(sent)
    else this.#hold(sent)
  }

  #hold(tick: SourceTick): void {
    const delay = SHORTEST_DELAY + this.#random.below(LONGEST_DELAY - SHORTEST_DELAY)
    this.#held.push({ tick, due: tick.eventTime + delay })
  }

  #repeatDayBefore(tick: SourceTick, passed: SourceTick[]): void {
    const { staleDay = 0 } = this.#faults
    if (staleDay === 0 || this.#seen.has(tick.symbol)) return
    this.#seen.add(tick.symbol)
    const stale = this.#random.chance(staleDay) ? staleTick(tick, this.#tradeDate) : null
    if (stale !== null) passed.push(stale)
  }

  #shuffle(ticks: SourceTick[]): void {
    const { reordered = 0 } = this.#faults
    if (reordered === 0) return
    for (let at = 1; at < ticks.length; at++) {
      if (!this.#random.chance(reordered)) continue
      const before = ticks[at - 1]!
      ticks[at - 1] = ticks[at]!
      ticks[at] = before
    }
  }
}
