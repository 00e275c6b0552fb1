import type { Fen, Price } from '../../../core/market/price.ts'

/**
 * Sums over the market are exact integers below 2^53; so what one symbol adds to them is bounded, far above anything
 * that was ever traded: 10^12 shares and 10^12 CNY a day, 150 times the reference price. A decimal point in the wrong
 * place, as vendors have them, stays below; such prices contradict the limits, which is another matter.
 */
const BOUNDS = { shares: 1e12, fen: 1e14, timesReference: 150 } as const

/** What one symbol's day adds to sums over the market; null: unknown. */
export interface Figures {
  readonly volume: number
  readonly amount: Fen | null
  readonly open: Price | null
  readonly last: Price | null
}

/**
 * Refuses figures that would spoil the sums of everybody else.
 * @throws RangeError
 */
export function assertSummable(figures: Figures, prevClose: Price | null): void {
  const reason = impossibleFigure(figures, prevClose)
  if (reason !== undefined) throw new RangeError(reason)
}

/** What is impossible about the figures; undefined if nothing is. */
export function impossibleFigure(
  { volume, amount, open, last }: Figures,
  prevClose: Price | null,
): string | undefined {
  if (volume > BOUNDS.shares) return `a day's volume of ${volume} shares is impossible`
  if (amount !== null && amount > BOUNDS.fen) return `a day's amount of ${amount} fen is impossible`
  const price = Math.max(open ?? 0, last ?? 0)
  if (prevClose !== null && prevClose > 0 && price > prevClose * BOUNDS.timesReference)
    return `a price of ${price} is impossible after a reference price of ${prevClose} (1/10000 CNY)`
  return undefined
}
