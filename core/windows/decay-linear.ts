import { DoubleDouble } from './exact/double-double.ts'
import { PlacedWindow } from './placed-window.ts'
import type { Span } from './window.ts'

export type DecayLinearSpec = { readonly kind: 'decayLinear' } & Span
export const decayLinear = (options: Span): DecayLinearSpec => ({ kind: 'decayLinear', ...options })

const PLACED = new DoubleDouble()
const SUM = new DoubleDouble()

/** Mean with weights 1, 2, 3 .. from the oldest place to the newest; the weights of nulls are left out. */
export class DecayLinear extends PlacedWindow<DecayLinearSpec> {
  constructor(options: Span) {
    super(decayLinear(options))
  }

  get value(): number | null {
    if (this.ring.present === 0 || this.ring.present < this.minimum) return null
    this.sums.readPlaced(PLACED)
    this.sums.readSum(SUM)
    PLACED.add(SUM)
    return PLACED.over(this.places1 + this.ring.present) + 0
  }

  clone(): DecayLinear {
    const copy = new DecayLinear(this.spec)
    copy.takeSums(this)
    return copy
  }
}
