import { LIMITS } from './content-window.ts'
import { OneSeries } from './one-series.ts'
import { SortedValues } from './order/sorted-values.ts'
import type { Span } from './window.ts'

/** What quantile, percentile rank and top-k share: the values of the window in ascending order. */
export abstract class OrderWindow<Spec extends Span & { readonly kind: string }> extends OneSeries<Spec> {
  protected readonly sorted = new SortedValues()

  constructor(spec: Spec, defaultMinimum?: (length: number) => number) {
    super(spec, { limit: LIMITS.values, ...(defaultMinimum === undefined ? {} : { defaultMinimum }) })
  }

  protected get isReady(): boolean {
    return this.ring.present > 0 && this.ring.present >= this.minimum
  }

  protected takeSorted(other: OrderWindow<Spec>): void {
    this.ring.take(other.ring)
    this.sorted.take(other.sorted)
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
    this.sorted.insert(this.ring.x[slot]!)
  }

  protected evict(): void {
    const slot = this.ring.drop()
    if (this.ring.hasValue(slot)) this.leave(slot)
  }

  protected leave(slot: number): void {
    this.sorted.remove(this.ring.x[slot]!)
  }

  protected forget(): void {
    this.sorted.clear()
  }
}
