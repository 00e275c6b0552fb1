import { LIMITS } from './content-window.ts'
import { ExactSum } from './exact/exact-sum.ts'
import { OneSeries } from './one-series.ts'
import type { Span } from './window.ts'

export type SumSpec = { readonly kind: 'sum' } & Span
export const sum = (options: Span): SumSpec => ({ kind: 'sum', ...options })

/** Sum of the values, rounded once: exact where it can be written as a double. */
export class Sum extends OneSeries<SumSpec> {
  readonly #sum = new ExactSum()

  constructor(options: Span) {
    super(sum(options), { limit: LIMITS.values })
  }

  get value(): number | null {
    return this.present < this.minimum ? null : this.#sum.rounded()
  }

  clone(): Sum {
    const copy = new Sum(this.spec)
    copy.takePlaces(this)
    copy.#sum.take(this.#sum)
    return copy
  }

  protected enter(slot: number): void {
    this.#sum.add(this.ring.x[slot]!)
  }

  protected leave(slot: number): void {
    this.#sum.add(-this.ring.x[slot]!)
  }

  protected forget(): void {
    this.#sum.clear()
  }
}
