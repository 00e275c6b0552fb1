import { limitPrices } from '../../../../../core/market/limit-price.ts'
import { PRICE_SCALE, type Price } from '../../../../../core/market/price.ts'
import type { BoardRow } from './api.ts'

/** The limit prices of a stock's day in yuan. */
export interface LimitLines {
  readonly up: number
  readonly down: number | null
}

/**
 * The limit-down price does not come with a board; it follows from the reference price by the exchange's rule,
 * and is believed only where the same rule gives the limit-up price that came. Null where no limit holds.
 */
export function limitLines(
  row: Pick<BoardRow, 'limitUp' | 'limitPercent' | 'prevClose' | 'board'>,
): LimitLines | null {
  const { limitUp, limitPercent, prevClose, board } = row
  if (limitUp === null) return null
  const percent = ([5, 10, 20, 30] as const).find((one) => one === limitPercent)
  if (percent === undefined) return { up: limitUp, down: null }
  const rounding = board === 'BSE' ? 'truncate' : 'halfUp'
  const prices = limitPrices(Math.round(prevClose * PRICE_SCALE) as Price, {
    kind: 'percent',
    percent,
    rounding,
  })
  const agrees = prices !== undefined && Math.round(limitUp * PRICE_SCALE) === prices.up
  return { up: limitUp, down: agrees ? prices.down / PRICE_SCALE : null }
}
