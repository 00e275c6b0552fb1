import type { Board } from '../board.ts'
import { formatPrice, isOnTick, type Price } from '../price.ts'
import type { QuarantineMark } from './hygiene-mark.ts'
import {
  AMOUNT_ROUNDING,
  isPricePerShare,
  MONEY_PER_FEN,
  UNIT_FACTOR,
  VOLUME_ROUNDING,
} from './hygiene-rules.ts'

/** Why a snapshot must not touch any state. */
export interface Fault {
  readonly mark: QuarantineMark
  readonly reason: string
}

/**
 * The tick grid and the limits of the feed, for one price that a snapshot prints; null where all is well.
 *
 * @param accepted what the same field held before, which was on the grid
 */
export function priceFault(
  name: string,
  price: Price | null,
  accepted: Price | null,
  board: Board,
  limitUp: Price | null,
  limitDown: Price | null,
): Fault | null {
  if (price === null) return null
  if (price !== accepted && !isOnTick(price, board)) {
    return {
      mark: 'offGrid',
      reason: `${name} ${formatPrice(price)} is not a multiple of the tick of ${board}`,
    }
  }
  if (limitUp !== null && price > limitUp) {
    const reason = `${name} ${formatPrice(price)} is above the limit ${formatPrice(limitUp)} that the feed prints`
    return { mark: 'outsideLimits', reason }
  }
  if (limitDown !== null && price < limitDown) {
    const reason = `${name} ${formatPrice(price)} is below the limit ${formatPrice(limitDown)} that the feed prints`
    return { mark: 'outsideLimits', reason }
  }
  return null
}

/**
 * Whether the average price of the day says that volume or amount is in another unit. Both are cumulative,
 * so that a change of unit at any time, also after a reset, moves the average by its whole factor.
 *
 * @param volume shares as printed
 * @param amount fen as printed
 */
export function unitFault(
  volume: number,
  amount: number | null,
  low: Price | null,
  high: Price | null,
  board: Board,
): Fault | null {
  if (amount === null || low === null || high === null || volume <= 0 || !isPricePerShare(board)) return null
  const money = amount * MONEY_PER_FEN
  if (
    money <= high * UNIT_FACTOR * (volume + VOLUME_ROUNDING) + AMOUNT_ROUNDING &&
    money >= (low / UNIT_FACTOR) * (volume - VOLUME_ROUNDING) - AMOUNT_ROUNDING
  ) {
    return null
  }
  const average = formatPrice(Math.round(money / volume) as Price)
  return {
    mark: 'unitChange',
    reason: `amount / volume is ${average}, far outside low ${formatPrice(low)} and high ${formatPrice(high)}`,
  }
}
