import { LIMITS } from './content-window.ts'
import { crossDifference } from './exact/cross-difference.ts'
import { DoubleDouble } from './exact/double-double.ts'
import { ExactSum } from './exact/exact-sum.ts'
import { OneSeries } from './one-series.ts'
import { checkInteger } from './span-rules.ts'
import type { Span } from './window.ts'

/** `freedom` is taken from the number of values in the divisor: 1 (sample, unless told otherwise) or 0 (population). */
export type SpreadOptions = Span & { readonly freedom?: 0 | 1 }

const READ = new DoubleDouble()

/** What variance, standard deviation and z-score share: exact sums of the values and of their squares. */
export abstract class SpreadWindow<
  Spec extends SpreadOptions & { readonly kind: string },
> extends OneSeries<Spec> {
  protected readonly sum = new ExactSum()
  readonly #squares = new ExactSum()
  readonly #freedom: number

  constructor(spec: Spec) {
    super(spec, { limit: LIMITS.products })
    if (spec.freedom !== undefined) checkInteger(spec, 'freedom', spec.freedom, 0, 1)
    this.#freedom = spec.freedom ?? 1
  }

  /** Null for too few values. */
  protected variance(): number | null {
    const count = this.present
    if (count < this.minimum || count <= this.#freedom) return null
    crossDifference(count, this.#squares, this.sum, this.sum, READ)
    const variance = READ.over(count * (count - this.#freedom))
    return Math.max(variance, 0)
  }

  protected takeSums(other: SpreadWindow<Spec>): void {
    this.takePlaces(other)
    this.sum.take(other.sum)
    this.#squares.take(other.#squares)
  }

  protected enter(slot: number): void {
    const x = this.ring.x[slot]!
    this.sum.add(x)
    this.#squares.addProduct(x, x)
  }

  protected leave(slot: number): void {
    const x = this.ring.x[slot]!
    this.sum.add(-x)
    this.#squares.addProduct(-x, x)
  }

  protected forget(): void {
    this.sum.clear()
    this.#squares.clear()
  }
}
