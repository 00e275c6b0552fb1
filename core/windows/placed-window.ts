import { LIMITS } from './content-window.ts'
import { PlacedSum } from './exact/placed-sum.ts'
import { OneSeries } from './one-series.ts'
import type { Span } from './window.ts'

/** What slope and decay-linear share: exact sums of the values and of the values times their places. */
export abstract class PlacedWindow<Spec extends Span & { readonly kind: string }> extends OneSeries<Spec> {
  protected readonly sums = new PlacedSum(this.most)
  /** Sum of the places that have a value, and of their squares. */
  protected places1 = 0
  protected places2 = 0

  constructor(spec: Spec) {
    super(spec, { limit: LIMITS.products })
  }

  protected takeSums(other: PlacedWindow<Spec>): void {
    this.ring.take(other.ring)
    this.sums.take(other.sums)
    this.places1 = other.places1
    this.places2 = other.places2
  }

  push(value: number | null, time?: number): void {
    const { ring } = this
    const x = ring.checked(value)
    const { held } = ring
    const old = ring.put(x)
    if (Number.isNaN(old)) {
      this.#shift(x, time)
      return
    }
    if (ring.held > held) {
      this.enter(held)
      return
    }
    const place = held - 1
    this.sums.slide(old, x, place)
    if (ring.present === ring.held) return
    this.#comeDown(ring.present - 1)
    this.#enterAt(place)
  }

  #shift(x: number, time: number | undefined): void {
    const { ring } = this
    ring.moveTo(time)
    while (ring.isOver(time)) this.evict()
    if (ring.isFull) this.enlarge()
    if (ring.append(x)) this.enter(ring.last)
  }

  protected enter(slot: number): void {
    const place = this.ring.held - 1
    this.sums.enter(this.ring.x[slot]!, place)
    this.#enterAt(place)
  }

  /** The place that leaves is 0: nothing of it stands in the sums of places. All others are one less from now on. */
  protected evict(): void {
    const slot = this.ring.drop()
    this.sums.leave(this.ring.hasValue(slot) ? this.ring.x[slot]! : 0)
    this.#comeDown(this.ring.present)
  }

  protected forget(): void {
    this.sums.clear()
    this.places1 = 0
    this.places2 = 0
  }

  #enterAt(place: number): void {
    this.places1 += place
    this.places2 += place * place
  }

  /** So many places, those that stay, are one less. */
  #comeDown(staying: number): void {
    this.places2 += staying - 2 * this.places1
    this.places1 -= staying
  }
}
