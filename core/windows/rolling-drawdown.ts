import { drawdownDepth } from './drawdown-depth.ts'
import { ExtremeWindow } from './extreme-window.ts'
import type { Span } from './window.ts'

export type RollingDrawdownSpec = { readonly kind: 'rollingDrawdown' } & Span
export const rollingDrawdown = (options: Span): RollingDrawdownSpec => ({
  kind: 'rollingDrawdown',
  ...options,
})

/**
 * Drawdown 回撤 of the newest value from the greatest in the window, a fraction from -1 to 0; null where the newest
 * place has no value. Values have to be positive.
 */
export class RollingDrawdown extends ExtremeWindow<RollingDrawdownSpec> {
  constructor(options: Span) {
    super(rollingDrawdown(options), 1, true)
  }

  get value(): number | null {
    const newest = this.newest()
    if (!this.isReady || Number.isNaN(newest)) return null
    return drawdownDepth(newest, this.ring.x[this.extreme]!)
  }

  clone(): RollingDrawdown {
    const copy = new RollingDrawdown(this.spec)
    copy.takeExtremes(this)
    return copy
  }
}
