import type { Board } from '../board.ts'
import { PRICE_PER_FEN, PRICE_SCALE } from '../price.ts'

/**
 * Thresholds of tick hygiene. Those of the clock are domain.md D6; the others separate defects that lie
 * orders of magnitude apart, so that no honest snapshot comes near them.
 */

/** A limit price from 10000 CNY on is a sentinel for "no limit" (domain.md G8); no share ever traded there. */
export const NO_LIMIT_FROM = 10_000 * PRICE_SCALE

/** Received this much before its own time, the exchange's clock and ours disagree. */
export const SKEW_AHEAD = -2_000

/** Received this much after its own time, the feed is behind. */
export const SKEW_BEHIND = 30_000

/** A counter that falls to a tenth or less started again; one that falls less was corrected. */
export const RESET_SHARE = 0.1

/**
 * Units differ by a factor of 100 (lots, fen) or 10000 (万元); the average price of a day leaves [low, high]
 * by no more than rounding, and by a tick or two where high and low lag behind.
 */
export const UNIT_FACTOR = 5

/** Sources round volumes to a lot 手 of 100 shares ... */
export const VOLUME_ROUNDING = 100

/** ... and amounts to 万元, here in 1/10000 CNY x shares. */
export const AMOUNT_ROUNDING = 10_000 * PRICE_SCALE

/** Price x share of one fen. */
export const MONEY_PER_FEN = PRICE_PER_FEN

/** Whether amount / volume is a price of this board: not so for indices, and for bonds per 100 CNY of face. */
export function isPricePerShare(board: Board): boolean {
  return board !== 'INDEX' && board !== 'OTHER'
}
