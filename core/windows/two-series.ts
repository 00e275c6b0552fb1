import { type ContentRules, ContentWindow } from './content-window.ts'
import type { PairWindow, Span } from './window.ts'

/** A window over the last places of two series; a place has a value where both have one. */
export abstract class TwoSeries<Spec extends Span & { readonly kind: string }>
  extends ContentWindow<Spec>
  implements PairWindow
{
  abstract readonly value: number | null

  constructor(spec: Spec, rules: Omit<ContentRules, 'columns'>) {
    super(spec, { ...rules, columns: 2 })
  }

  abstract push(x: number | null, y: number | null, time?: number): void
  abstract clone(): TwoSeries<Spec>
}
