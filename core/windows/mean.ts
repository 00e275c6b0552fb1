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
  readonly #sum = new ExactSum(this.most)

  constructor(options: Span) {
    super(mean(options), { limit: LIMITS.values })
  }

  get value(): number | null {
    if (this.ring.present < this.minimum) return null
    this.#sum.read(READ)
    return READ.over(this.ring.present)
  }

  clone(): Mean {
    const copy = new Mean(this.spec)
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
