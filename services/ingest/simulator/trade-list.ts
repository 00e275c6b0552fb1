import type { DayShape } from './day-shape.ts'
import { FREE } from './price-path.ts'
import { cumulativeUnits, type TradeBuffer } from './trade-volumes.ts'

/** Numbers per trade: step and state, price, cumulative units. Side by side, so that a trade is one read. */
const FIELDS = 3
const STATE_SHIFT = 16
const STEP_MASK = 0xffff

/** The trades of one share on one day, at most one per step, packed. */
export class TradeList {
  readonly length: number
  readonly #fields: Int32Array
  /** Shares in one unit of volume. */
  readonly #unit: number
  /** Shares beyond whole units; they come with the first trade. */
  readonly #odd: number

  constructor(trades: TradeBuffer, { bar, tick }: DayShape, unit: number) {
    const { count, steps, ticks, states } = trades
    const total = Math.floor(bar.volume / unit)
    const units = cumulativeUnits(trades, total)
    this.length = count
    this.#unit = unit
    this.#odd = bar.volume - total * unit
    this.#fields = new Int32Array(count * FIELDS)
    for (let at = 0; at < count; at++) {
      this.#fields[at * FIELDS] = steps[at]! | (states[at]! << STATE_SHIFT)
      this.#fields[at * FIELDS + 1] = bar.low + ticks[at]! * tick
      this.#fields[at * FIELDS + 2] = units[at]!
    }
  }

  /** Whether there is a trade `at`, and it falls into this step. */
  isIn(at: number, step: number): boolean {
    return at < this.length && (this.#fields[at * FIELDS]! & STEP_MASK) === step
  }

  /** FREE, SEALED_UP or SEALED_DOWN after the trade. */
  state(at: number): number {
    return this.#fields[at * FIELDS]! >> STATE_SHIFT
  }

  isSealed(at: number): boolean {
    return this.state(at) !== FREE
  }

  /** 1/10000 CNY. */
  price(at: number): number {
    return this.#fields[at * FIELDS + 1]!
  }

  /** Cumulative shares after the trade. */
  volume(at: number): number {
    return this.#fields[at * FIELDS + 2]! * this.#unit + this.#odd
  }
}
