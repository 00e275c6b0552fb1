import { type ContentRules, ContentWindow } from './content-window.ts'
import type { SeriesWindow, Span } from './window.ts'

/** A window over the last places of one series. */
export abstract class OneSeries<Spec extends Span & { readonly kind: string }>
  extends ContentWindow<Spec>
  implements SeriesWindow
{
  abstract readonly value: number | null

  constructor(spec: Spec, rules: Omit<ContentRules, 'columns'>) {
    super(spec, { ...rules, columns: 1 })
  }

  abstract push(value: number | null, time?: number): void
  abstract clone(): OneSeries<Spec>

  /** The value that came last; NaN where that was null, or nothing is held. */
  protected newest(): number {
    const { ring } = this
    return ring.held === 0 ? Number.NaN : ring.x[ring.slotOf(ring.held - 1)]!
  }
}
