import { ExtremeWindow } from './extreme-window.ts'
import type { Span } from './window.ts'

export type MaxSpec = { readonly kind: 'max' } & Span
export const max = (options: Span): MaxSpec => ({ kind: 'max', ...options })

/** The greatest value. */
export class Max extends ExtremeWindow<MaxSpec> {
  constructor(options: Span) {
    super(max(options), 1)
  }

  get value(): number | null {
    return this.isReady ? this.ring.x[this.extreme]! : null
  }

  clone(): Max {
    const copy = new Max(this.spec)
    copy.takeExtremes(this)
    return copy
  }
}
