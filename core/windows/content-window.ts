import { Ring } from './ring.ts'
import { snapshotBytes, snapshotNumbers } from './snapshot-bytes.ts'
import { checkedSpan, nameOf } from './span-rules.ts'
import type { Span } from './window.ts'

/** What a kind of window asks of its values and of its places. */
export interface ContentRules {
  readonly columns: 1 | 2
  /** Greatest magnitude of a value, so that nothing on the way to the result overflows. */
  readonly limit: number
  /** Values have to be greater than 0. */
  readonly positive?: true
  readonly defaultMinimum?: (length: number) => number
}

/**
 * A window of which the result is a function of its places alone. Its accumulators take no part in snapshots: they
 * are made again from the places, to the same bits.
 */
export abstract class ContentWindow<Spec extends Span & { readonly kind: string }> {
  readonly spec: Spec
  protected readonly ring: Ring
  protected readonly minimum: number
  protected present = 0
  readonly #duration: number
  readonly #limit: number
  readonly #least: number
  #lastTime = Number.NEGATIVE_INFINITY

  constructor(spec: Spec, { columns, limit, positive, defaultMinimum = (length) => length }: ContentRules) {
    this.spec = spec
    const { length, duration, minimum } = checkedSpan(spec, defaultMinimum)
    this.minimum = minimum
    this.#duration = duration
    this.#limit = limit
    this.#least = positive === true ? Number.MIN_VALUE : -limit
    const capacity = 'duration' in spec ? (spec.capacity ?? 0) : length
    this.ring = new Ring({ capacity, columns, timed: duration > 0 })
  }

  get count(): number {
    return this.present
  }

  /** Places that are held, nulls included. */
  get places(): number {
    return this.ring.held
  }

  restart(): void {
    this.ring.clear()
    this.present = 0
    this.#lastTime = Number.NEGATIVE_INFINITY
    this.forget()
  }

  snapshot(): Uint8Array {
    return snapshotBytes(this.spec, this.ring.numbers())
  }

  restore(bytes: Uint8Array): void {
    const numbers = snapshotNumbers(this.spec, bytes)
    this.restart()
    this.ring.load(numbers)
    this.#replay()
  }

  /** Lets what is too old at `time` go, although nothing has come since. Windows that are counted stay as they are. */
  advance(time: number): void {
    if (this.#duration === 0) return
    this.#checkTime(time)
    const { ring } = this
    while (ring.held > 0 && ring.times[ring.first]! <= time - this.#duration) this.#evict()
  }

  /** A place has its value. */
  protected abstract enter(slot: number): void
  /** The oldest place, which has a value, goes; the ring holds it still. */
  protected abstract leave(slot: number): void
  /** Empties the accumulators. */
  protected abstract forget(): void
  /** The oldest place has gone, value or none, and all others are one place nearer to the beginning. */
  protected shift(): void {}

  /** NaN for null. */
  protected checked(value: number | null): number {
    if (value === null) return Number.NaN
    if (!(value >= this.#least && value <= this.#limit)) throw this.#refused(value)
    return value + 0
  }

  /** Makes room and gives the slot of the new place. */
  protected nextSlot(time: number | undefined): number {
    const { ring } = this
    if (this.#duration === 0) {
      if (ring.held === ring.capacity) this.#evict()
      return ring.append()
    }
    return this.#timedSlot(time)
  }

  /** Puts another window's places in the place of one's own; the accumulators are for the class to copy. */
  protected takePlaces(other: ContentWindow<Spec>): void {
    this.ring.take(other.ring)
    this.present = other.present
    this.#lastTime = other.#lastTime
  }

  #timedSlot(time: number | undefined): number {
    if (time === undefined)
      throw new RangeError(`Window ${nameOf(this.spec)}: push needs the time of the value.`)
    this.advance(time)
    this.#lastTime = time
    const { ring } = this
    if (ring.held === ring.capacity) {
      ring.grow()
      this.#replay()
    }
    const slot = ring.append()
    ring.times[slot] = time
    return slot
  }

  #checkTime(time: number): void {
    if (!(time >= this.#lastTime && time < Number.POSITIVE_INFINITY))
      throw new RangeError(
        `Window ${nameOf(this.spec)}: time ${time} is not a finite time at or after ${this.#lastTime}.`,
      )
  }

  #evict(): void {
    const { ring } = this
    if (!Number.isNaN(ring.x[ring.first]!)) {
      this.present -= 1
      this.leave(ring.first)
    }
    ring.drop()
    this.shift()
  }

  /** Makes the accumulators from what the ring holds. */
  #replay(): void {
    this.present = 0
    this.forget()
    const { ring } = this
    const { held } = ring
    ring.held = 0
    for (let place = 0; place < held; place += 1) {
      const slot = ring.append()
      if (ring.times.length > 0) this.#lastTime = ring.times[slot]!
      if (Number.isNaN(ring.x[slot]!)) continue
      this.present += 1
      this.enter(slot)
    }
  }

  #refused(value: number): RangeError {
    return Number.isFinite(value)
      ? new RangeError(
          `Window ${nameOf(this.spec)}: ${value} is not within ${this.#least} .. ${this.#limit}.`,
        )
      : new RangeError(`Window ${nameOf(this.spec)}: ${value} is no value; push null where there is none.`)
  }
}

/** Limits for windows that add values, products of two and products of three of them, at most 2^20 at a time. */
export const LIMITS = { values: 1e270, products: 1e125, triples: 1e80 } as const
