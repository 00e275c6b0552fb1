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
  protected readonly sum = new ExactSum(this.most)
  readonly #squares = new ExactSum()
  readonly #freedom: number

  constructor(spec: Spec) {
    super(spec, { limit: LIMITS.products })
    if (spec.freedom !== undefined) checkInteger(spec, 'freedom', spec.freedom, 0, 1)
    this.#freedom = spec.freedom ?? 1
  }

  /** Null for too few values. */
  protected variance(): number | null {
    const count = this.ring.present
    if (count < this.minimum || count <= this.#freedom) return null
    crossDifference(count, this.#squares, this.sum, this.sum, READ)
    const variance = READ.over(count * (count - this.#freedom))
    return Math.max(variance, 0)
  }

  protected takeSums(other: SpreadWindow<Spec>): void {
    this.ring.take(other.ring)
    this.sum.take(other.sum)
    this.#squares.take(other.#squares)
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
    this.#add(slot, 1)
  }

  protected evict(): void {
    const slot = this.ring.drop()
    if (this.ring.hasValue(slot)) this.#add(slot, -1)
  }

  protected forget(): void {
    this.sum.clear()
    this.#squares.clear()
  }

  #add(slot: number, sign: 1 | -1): void {
    const { x } = this.ring
    this.sum.addAt(x, slot, sign)
    this.#squares.addProductAt(x, x, slot, sign)
  }
}
