import { ExtremeWindow } from './extreme-window.ts'
import type { Span } from './window.ts'

export type ArgMinSpec = { readonly kind: 'argMin' } & Span
export const argMin = (options: Span): ArgMinSpec => ({ kind: 'argMin', ...options })

/** Place of the least value, 0 being the oldest place; the oldest among equals. */
export class ArgMin extends ExtremeWindow<ArgMinSpec> {
  constructor(options: Span) {
    super(argMin(options), -1)
  }

  get value(): number | null {
    return this.isReady ? this.ring.placeOf(this.extreme) : null
  }

  /** How many places ago it came, 0 being the newest place. */
  get age(): number | null {
    return this.isReady ? this.ring.held - 1 - this.ring.placeOf(this.extreme) : null
  }

  clone(): ArgMin {
    const copy = new ArgMin(this.spec)
    copy.takeExtremes(this)
    return copy
  }
}
