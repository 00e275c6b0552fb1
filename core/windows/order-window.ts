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
    return this.present > 0 && this.present >= this.minimum
  }

  protected takeSorted(other: OrderWindow<Spec>): void {
    this.takePlaces(other)
    this.sorted.take(other.sorted)
  }

  protected enter(slot: number): void {
    this.sorted.insert(this.ring.x[slot]!)
  }

  protected leave(slot: number): void {
    this.sorted.remove(this.ring.x[slot]!)
  }

  protected forget(): void {
    this.sorted.clear()
  }
}
