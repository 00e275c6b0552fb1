import { LIMITS } from './content-window.ts'
import { OneSeries } from './one-series.ts'
import type { Span } from './window.ts'

/**
 * What minimum, maximum and their places share: the slots of those values that none after them surpasses, in a
 * circle as long as the window; the extreme is the first.
 */
export abstract class ExtremeWindow<Spec extends Span & { readonly kind: string }> extends OneSeries<Spec> {
  /** 1 for the greatest, -1 for the least. */
  readonly #sign: 1 | -1
  #slots: Int32Array
  #first = 0
  #held = 0

  constructor(spec: Spec, sign: 1 | -1, positive = false) {
    super(spec, { limit: LIMITS.values, ...(positive ? { positive } : {}) })
    this.#sign = sign
    this.#slots = new Int32Array(this.ring.capacity)
  }

  protected get isReady(): boolean {
    return this.ring.present > 0 && this.ring.present >= this.minimum
  }

  /** Slot of the extreme, of the oldest one among equals. */
  protected get extreme(): number {
    return this.#slots[this.#first]!
  }

  protected takeExtremes(other: ExtremeWindow<Spec>): void {
    this.ring.take(other.ring)
    this.#slots = other.#slots.slice()
    this.#first = other.#first
    this.#held = other.#held
  }

  push(value: number | null, time?: number): void {
    const { ring } = this
    const x = ring.checked(value)
    const { first, held } = ring
    if (Number.isNaN(ring.put(x))) this.#shift(x, time)
    else if (ring.held > held) this.enter(held)
    else {
      this.#leave(first)
      this.enter(first)
    }
  }

  #shift(x: number, time: number | undefined): void {
    const { ring } = this
    ring.moveTo(time)
    while (ring.isOver(time)) this.evict()
    if (ring.isFull) this.enlarge()
    if (ring.append(x)) this.enter(ring.last)
  }

  protected enter(slot: number): void {
    const slots = this.#slots
    const { x } = this.ring
    const sign = this.#sign
    const entering = sign * x[slot]!
    let held = this.#held
    let end = this.#first + held
    if (end >= slots.length) end -= slots.length
    while (held > 0) {
      const last = end === 0 ? slots.length - 1 : end - 1
      if (sign * x[slots[last]!]! >= entering) break
      held -= 1
      end = last
    }
    slots[end] = slot
    this.#held = held + 1
  }

  protected evict(): void {
    this.#leave(this.ring.drop())
  }

  #leave(slot: number): void {
    if (this.#held === 0 || this.#slots[this.#first] !== slot) return
    this.#first = this.#first + 1 === this.#slots.length ? 0 : this.#first + 1
    this.#held -= 1
  }

  protected forget(): void {
    this.#first = 0
    this.#held = 0
    if (this.#slots.length !== this.ring.capacity) this.#slots = new Int32Array(this.ring.capacity)
  }
}
