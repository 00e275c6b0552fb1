import { OrderWindow } from './order-window.ts'
import { invalidSpec } from './span-rules.ts'
import type { Span } from './window.ts'

/** `share` is a fraction from 0 to 1; 0.5 is the median. */
export type QuantileOptions = Span & { readonly share: number }
export type QuantileSpec = { readonly kind: 'quantile' } & QuantileOptions
export const quantile = (options: QuantileOptions): QuantileSpec => ({ kind: 'quantile', ...options })

/** Median 中位数. */
export const median = (options: Span): QuantileSpec => quantile({ ...options, share: 0.5 })

/** Quantile 分位值 of the values, between two of them by straight line (as numpy and pandas; Hyndman and Fan 7). */
export class Quantile extends OrderWindow<QuantileSpec> {
  constructor(options: QuantileOptions) {
    super(quantile(options))
    if (!(options.share >= 0 && options.share <= 1))
      throw invalidSpec(this.spec, 'the share has to be from 0 to 1')
  }

  get value(): number | null {
    if (!this.isReady) return null
    const place = (this.ring.present - 1) * this.spec.share
    const rank = Math.floor(place)
    const below = this.sorted.at(rank)
    if (place === rank) return below
    return below + (this.sorted.at(rank + 1) - below) * (place - rank)
  }

  clone(): Quantile {
    const copy = new Quantile(this.spec)
    copy.takeSorted(this)
    return copy
  }
}
