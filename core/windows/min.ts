import { ExtremeWindow } from './extreme-window.ts'
import type { Span } from './window.ts'

export type MinSpec = { readonly kind: 'min' } & Span
export const min = (options: Span): MinSpec => ({ kind: 'min', ...options })

/** The least value. */
export class Min extends ExtremeWindow<MinSpec> {
  constructor(options: Span) {
    super(min(options), -1)
  }

  get value(): number | null {
    return this.isReady ? this.ring.x[this.extreme]! : null
  }

  clone(): Min {
    const copy = new Min(this.spec)
    copy.takeExtremes(this)
    return copy
  }
}
