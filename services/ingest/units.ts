import { PRICE_PER_FEN } from '../../core/market/price.ts'
import type { BarDraft } from './reading/bar-row.ts'

/** How finely a source prints a quantity: half of it is the most that rounding can have taken away. */
export interface RoundingSteps {
  /** Shares: 100 where volume is in lots 手. */
  readonly volume: number
  /** Fen: 1,000,000 where amounts are in 万元. */
  readonly amount: number
  /** Share of the amount that is lost besides, e.g. by a float32. */
  readonly amountRelative?: number
}

export type UnitVerdict = 'inside' | 'below' | 'above'

/**
 * Whether amount / volume, the day's average price, lies within [low, high], allowing half a unit of
 * the source's rounding in both. A wrong unit (lots taken for shares, yuan for thousands) is off by a
 * factor of ten or more and cannot pass.
 */
export function averagePriceVerdict(bar: BarDraft, steps: RoundingSteps): UnitVerdict {
  const halfLot = steps.volume / 2
  const halfAmount = steps.amount / 2 + bar.amount * (steps.amountRelative ?? 0)
  if ((bar.amount + halfAmount) * PRICE_PER_FEN < bar.low * (bar.volume - halfLot)) return 'below'
  if ((bar.amount - halfAmount) * PRICE_PER_FEN > bar.high * (bar.volume + halfLot)) return 'above'
  return 'inside'
}

/** Watches over the units of one file. */
export class UnitCheck {
  #checked = 0
  #below = 0
  #above = 0

  add(verdict: UnitVerdict): void {
    this.#checked++
    if (verdict === 'below') this.#below++
    else if (verdict === 'above') this.#above++
  }

  /** Where the median row lies: outside means that the whole file has other units than its format says. */
  get median(): UnitVerdict {
    if (this.#below * 2 > this.#checked) return 'below'
    return this.#above * 2 > this.#checked ? 'above' : 'inside'
  }

  /** The figures behind the verdict, for the error message. */
  get evidence(): string {
    return `${this.#below} of ${this.#checked} rows below their low, ${this.#above} above their high`
  }
}
