import { LIMITS } from './content-window.ts'
import { ExactSum } from './exact/exact-sum.ts'
import { OneSeries } from './one-series.ts'
import type { Span } from './window.ts'

/** Places times values need room for the square of as many numbers: beyond this little is left for their sizes. */
const MOST_IN_PARTS = 1_024

/** What slope and decay-linear share: exact sums of the values and of the values times their places. */
export abstract class PlacedWindow<Spec extends Span & { readonly kind: string }> extends OneSeries<Spec> {
  protected readonly sum = new ExactSum(this.most)
  /** Sum of place times value; the oldest place is 0. */
  protected readonly placed = new ExactSum(this.most <= MOST_IN_PARTS ? this.most ** 2 : 0)
  /** Sum of the places that have a value, and of their squares. */
  protected places1 = 0
  protected places2 = 0

  constructor(spec: Spec) {
    super(spec, { limit: LIMITS.products })
  }

  protected takeSums(other: PlacedWindow<Spec>): void {
    this.ring.take(other.ring)
    this.sum.take(other.sum)
    this.placed.take(other.placed)
    this.places1 = other.places1
    this.places2 = other.places2
  }

  push(value: number | null, time?: number): void {
    const { ring } = this
    const x = ring.checked(value)
    ring.moveTo(time)
    while (ring.isOver(time)) this.evict()
    if (ring.isFull) this.enlarge()
    if (ring.append(x)) this.enter(ring.last)
  }

  protected enter(slot: number): void {
    const place = this.ring.held - 1
    this.sum.addAt(this.ring.x, slot, 1)
    this.placed.addTimes(this.ring.x, slot, place)
    this.placed.carry()
    this.places1 += place
    this.places2 += place * place
  }

  /** The place that leaves is 0: nothing of it stands in the sums of places. All others are one less from now on. */
  protected evict(): void {
    const slot = this.ring.drop()
    if (this.ring.hasValue(slot)) this.sum.addAt(this.ring.x, slot, -1)
    this.placed.subtract(this.sum)
    this.placed.carry()
    this.places2 += this.ring.present - 2 * this.places1
    this.places1 -= this.ring.present
  }

  protected forget(): void {
    this.sum.clear()
    this.placed.clear()
    this.places1 = 0
    this.places2 = 0
  }
}
