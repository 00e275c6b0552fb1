import type { TickMemory } from '../../../../core/market/ticks/tick-memory.ts'
import type { SymbolFrame } from './symbol-ticks.ts'

/**
 * Sums over the market are exact integers below 2^53; so what one symbol adds to them is bounded, far above anything
 * that was ever traded: 10^12 shares and 10^12 CNY a day, a hundred times the reference price.
 */
const BOUNDS = { shares: 1e12, fen: 1e14, timesReference: 100 } as const

/**
 * Refuses a snapshot whose figures would spoil the sums of everybody else.
 * @throws RangeError
 */
export function assertSummable({ volume, amount, high }: TickMemory, { prevClose }: SymbolFrame): void {
  if (volume > BOUNDS.shares) throw new RangeError(`a day's volume of ${volume} shares is impossible`)
  if (amount !== null && amount > BOUNDS.fen)
    throw new RangeError(`a day's amount of ${amount} fen is impossible`)
  if (high !== null && prevClose !== null && prevClose > 0 && high > prevClose * BOUNDS.timesReference)
    throw new RangeError(
      `a price of ${high} is impossible after a reference price of ${prevClose} (1/10000 CNY)`,
    )
}
