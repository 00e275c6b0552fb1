import { crossDifference } from './exact/cross-difference.ts'
import { DoubleDouble } from './exact/double-double.ts'
import { ExactSum } from './exact/exact-sum.ts'
import { PlacedWindow } from './placed-window.ts'
import type { Span } from './window.ts'

export type SlopeSpec = { readonly kind: 'slope' } & Span
export const slope = (options: Span): SlopeSpec => ({ kind: 'slope', ...options })

const READ = new DoubleDouble()
const SUM = new ExactSum()
const PLACED = new ExactSum()
const PLACES = new ExactSum()

/**
 * Slope of the ordinary least squares line 回归斜率 through the values at x = 0, 1, 2 .. (oldest to newest): the rise
 * per place. A null keeps its x. Null for fewer than two values.
 */
export class Slope extends PlacedWindow<SlopeSpec> {
  constructor(options: Span) {
    super(slope(options))
  }

  get value(): number | null {
    const count = this.ring.present
    if (count < this.minimum || count < 2) return null
    if (count === this.ring.held) {
      this.sums.readCentred(count, READ)
      return READ.over((count * (count * count - 1)) / 6) + 0
    }
    SUM.clear()
    PLACED.clear()
    this.sums.addTo(SUM, PLACED)
    PLACES.clear()
    PLACES.add(this.places1)
    crossDifference(count, PLACED, PLACES, SUM, READ)
    return READ.over(count * this.places2 - this.places1 * this.places1) + 0
  }

  clone(): Slope {
    const copy = new Slope(this.spec)
    copy.takeSums(this)
    return copy
  }
}
