import { LIMITS } from './content-window.ts'
import { crossDifference } from './exact/cross-difference.ts'
import type { DoubleDouble } from './exact/double-double.ts'
import { ExactSum } from './exact/exact-sum.ts'
import { TwoSeries } from './two-series.ts'
import type { Span } from './window.ts'

/** What covariance and correlation share: exact sums of both series and of their products. */
export abstract class CrossWindow<Spec extends Span & { readonly kind: string }> extends TwoSeries<Spec> {
  protected readonly x = new ExactSum()
  protected readonly y = new ExactSum()
  readonly #products = new ExactSum()

  constructor(spec: Spec) {
    super(spec, { limit: LIMITS.products })
  }

  /** n² times the covariance of the values as a population. */
  protected readCross(into: DoubleDouble): void {
    crossDifference(this.present, this.#products, this.x, this.y, into)
  }

  protected takeSums(other: CrossWindow<Spec>): void {
    this.takePlaces(other)
    this.x.take(other.x)
    this.y.take(other.y)
    this.#products.take(other.#products)
  }

  protected enter(slot: number): void {
    this.#add(this.ring.x[slot]!, this.ring.y[slot]!, 1)
  }

  protected leave(slot: number): void {
    this.#add(this.ring.x[slot]!, this.ring.y[slot]!, -1)
  }

  protected forget(): void {
    this.x.clear()
    this.y.clear()
    this.#products.clear()
  }

  #add(x: number, y: number, sign: 1 | -1): void {
    this.x.add(sign * x)
    this.y.add(sign * y)
    this.#products.addProduct(sign * x, y)
  }
}
