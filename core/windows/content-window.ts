import { Ring } from './ring.ts'
import { snapshotBytes, snapshotNumbers } from './snapshot-bytes.ts'
import { checkedSpan } from './span-rules.ts'
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
 * are made again from the places, to the same bits. Each kind has a `push` of its own, alike in all (see `Ring`).
 */
export abstract class ContentWindow<Spec extends Span & { readonly kind: string }> {
  readonly spec: Spec
  protected readonly ring: Ring
  protected readonly minimum: number

  constructor(spec: Spec, { columns, limit, positive, defaultMinimum = (length) => length }: ContentRules) {
    this.spec = spec
    const { length, duration, minimum } = checkedSpan(spec, defaultMinimum)
    this.minimum = minimum
    this.ring = new Ring({
      spec,
      capacity: 'duration' in spec ? (spec.capacity ?? 0) : length,
      columns,
      duration,
      least: positive === true ? Number.MIN_VALUE : -limit,
      most: limit,
    })
  }

  /** Most values at a time where that is known; 0 for a window in time. */
  protected get most(): number {
    return 'duration' in this.spec ? 0 : this.ring.capacity
  }

  get count(): number {
    return this.ring.present
  }

  /** Places that are held, nulls included. */
  get places(): number {
    return this.ring.held
  }

  restart(): void {
    this.ring.clear()
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
    if (!('duration' in this.spec)) return
    this.ring.checkTime(time)
    while (this.ring.isOver(time)) this.evict()
  }

  /** A place has its value, and is the last one held. */
  protected abstract enter(slot: number): void
  /** Drops the oldest place. */
  protected abstract evict(): void
  /** Empties the accumulators. */
  protected abstract forget(): void

  /** Room for more places. */
  protected enlarge(): void {
    this.ring.grow()
    this.#replay()
  }

  /** Makes the accumulators from what the ring holds. */
  #replay(): void {
    this.forget()
    const { ring } = this
    const { held } = ring
    for (ring.held = 1; ring.held <= held; ring.held += 1) {
      const slot = ring.last
      if (ring.hasValue(slot)) this.enter(slot)
    }
    ring.held = held
  }
}

/** Limits for windows that add values, products of two and products of three of them, at most 2^20 at a time. */
export const LIMITS = { values: 1e270, products: 1e125, triples: 1e80 } as const
