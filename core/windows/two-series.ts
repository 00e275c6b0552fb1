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

  push(x: number | null, y: number | null, time?: number): void {
    const checkedX = this.checked(x)
    const checkedY = this.checked(y)
    const slot = this.nextSlot(time)
    const isPresent = !Number.isNaN(checkedX + checkedY)
    this.ring.x[slot] = isPresent ? checkedX : Number.NaN
    this.ring.y[slot] = isPresent ? checkedY : Number.NaN
    if (!isPresent) return
    this.present += 1
    this.enter(slot)
  }

  abstract clone(): TwoSeries<Spec>
}
