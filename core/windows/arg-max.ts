import { ExtremeWindow } from './extreme-window.ts'
import type { Span } from './window.ts'

export type ArgMaxSpec = { readonly kind: 'argMax' } & Span
export const argMax = (options: Span): ArgMaxSpec => ({ kind: 'argMax', ...options })

/** Place of the greatest value, 0 being the oldest place; the oldest among equals. */
export class ArgMax extends ExtremeWindow<ArgMaxSpec> {
  constructor(options: Span) {
    super(argMax(options), 1)
  }

  get value(): number | null {
    return this.isReady ? this.ring.placeOf(this.extreme) : null
  }

  /** How many places ago it came, 0 being the newest place. */
  get age(): number | null {
    return this.isReady ? this.ring.held - 1 - this.ring.placeOf(this.extreme) : null
  }

  clone(): ArgMax {
    const copy = new ArgMax(this.spec)
    copy.takeExtremes(this)
    return copy
  }
}
