import { LIMITS } from './content-window.ts'
import { ExactSum } from './exact/exact-sum.ts'
import { OneSeries } from './one-series.ts'
import type { Span } from './window.ts'

export type SumSpec = { readonly kind: 'sum' } & Span
export const sum = (options: Span): SumSpec => ({ kind: 'sum', ...options })

/** Sum of the values, rounded once: exact where it can be written as a double. */
export class Sum extends OneSeries<SumSpec> {
  readonly #sum = new ExactSum(this.most)

  constructor(options: Span) {
    super(sum(options), { limit: LIMITS.values })
  }

  get value(): number | null {
    return this.ring.present < this.minimum ? null : this.#sum.rounded()
  }

  clone(): Sum {
    const copy = new Sum(this.spec)
    copy.ring.take(this.ring)
    copy.#sum.take(this.#sum)
    return copy
  }

  push(value: number | null, time?: number): void {
    const { ring } = this
    const x = ring.checked(value)
    const old = ring.put(x)
    if (!Number.isNaN(old)) this.#sum.exchange(old, x)
    else this.#shift(x, time)
  }

  #shift(x: number, time: number | undefined): void {
    const { ring } = this
    ring.moveTo(time)
    while (ring.isOver(time)) this.evict()
    if (ring.isFull) this.enlarge()
    if (ring.append(x)) this.enter(ring.last)
  }

  protected enter(slot: number): void {
    this.#sum.addAt(this.ring.x, slot, 1)
  }

  protected evict(): void {
    const slot = this.ring.drop()
    if (this.ring.hasValue(slot)) this.#sum.addAt(this.ring.x, slot, -1)
  }

  protected forget(): void {
    this.#sum.clear()
  }
}
