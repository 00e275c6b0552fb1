import { LIMITS } from './content-window.ts'
import { crossDifference } from './exact/cross-difference.ts'
import type { DoubleDouble } from './exact/double-double.ts'
import { ExactSum } from './exact/exact-sum.ts'
import { TwoSeries } from './two-series.ts'
import type { Span } from './window.ts'

/** What covariance and correlation share: exact sums of both series and of their products. */
export abstract class CrossWindow<Spec extends Span & { readonly kind: string }> extends TwoSeries<Spec> {
  protected readonly x = new ExactSum(this.most)
  protected readonly y = new ExactSum(this.most)
  readonly #products = new ExactSum()

  constructor(spec: Spec) {
    super(spec, { limit: LIMITS.products })
  }

  /** n² times the covariance of the values as a population. */
  protected readCross(into: DoubleDouble): void {
    crossDifference(this.ring.present, this.#products, this.x, this.y, into)
  }

  protected takeSums(other: CrossWindow<Spec>): void {
    this.ring.take(other.ring)
    this.x.take(other.x)
    this.y.take(other.y)
    this.#products.take(other.#products)
  }

  push(x: number | null, y: number | null, time?: number): void {
    const { ring } = this
    const checkedX = ring.checked(x)
    const checkedY = ring.checked(y)
    ring.moveTo(time)
    while (ring.isOver(time)) this.evict()
    if (ring.isFull) this.enlarge()
    const isPresent = !Number.isNaN(checkedX + checkedY)
    const hasValue = ring.append(isPresent ? checkedX : Number.NaN)
    ring.y[ring.last] = isPresent ? checkedY : Number.NaN
    if (hasValue) this.enter(ring.last)
  }

  protected enter(slot: number): void {
    this.#add(slot, 1)
  }

  protected evict(): void {
    const slot = this.ring.drop()
    if (this.ring.hasValue(slot)) this.leave(slot)
  }

  protected leave(slot: number): void {
    this.#add(slot, -1)
  }

  protected forget(): void {
    this.x.clear()
    this.y.clear()
    this.#products.clear()
  }

  #add(slot: number, sign: 1 | -1): void {
    const { x, y } = this.ring
    this.x.addAt(x, slot, sign)
    this.y.addAt(y, slot, sign)
    this.#products.addProductAt(x, y, slot, sign)
  }
}
