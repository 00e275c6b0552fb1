import type { Fen, Price } from '../../../core/market/price.ts'

/**
 * Sums over the market are exact integers below 2^53; so what one symbol adds to them is bounded, far above anything
 * that was ever traded: 10^12 shares and 10^12 CNY a day, a hundred times the reference price.
 */
const BOUNDS = { shares: 1e12, fen: 1e14, timesReference: 100 } as const

/** What one symbol's day adds to sums over the market; null: unknown. */
export interface Figures {
  readonly volume: number
  readonly amount: Fen | null
  /** Its highest price. */
  readonly high: Price | null
}

/**
 * Refuses figures that would spoil the sums of everybody else.
 * @throws RangeError
 */
export function assertSummable({ volume, amount, high }: Figures, prevClose: Price | null): void {
  if (volume > BOUNDS.shares) throw new RangeError(`a day's volume of ${volume} shares is impossible`)
  if (amount !== null && amount > BOUNDS.fen)
    throw new RangeError(`a day's amount of ${amount} fen is impossible`)
  if (high !== null && prevClose !== null && prevClose > 0 && high > prevClose * BOUNDS.timesReference)
    throw new RangeError(
      `a price of ${high} is impossible after a reference price of ${prevClose} (1/10000 CNY)`,
    )
}
