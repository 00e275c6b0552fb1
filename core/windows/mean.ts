import { LIMITS } from './content-window.ts'
import { DoubleDouble } from './exact/double-double.ts'
import { ExactSum } from './exact/exact-sum.ts'
import { OneSeries } from './one-series.ts'
import type { Span } from './window.ts'

export type MeanSpec = { readonly kind: 'mean' } & Span
export const mean = (options: Span): MeanSpec => ({ kind: 'mean', ...options })

const READ = new DoubleDouble()

/** Moving average 移动平均: the exact sum over the number of values. */
export class Mean extends OneSeries<MeanSpec> {
  readonly #sum = new ExactSum()

  constructor(options: Span) {
    super(mean(options), { limit: LIMITS.values })
  }

  get value(): number | null {
    if (this.present < this.minimum) return null
    this.#sum.read(READ)
    return READ.over(this.present)
  }

  clone(): Mean {
    const copy = new Mean(this.spec)
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
