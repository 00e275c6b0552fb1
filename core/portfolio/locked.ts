import { type Board, boardOf, isAShare } from '../market/board.ts'
import { codeOf, exchangeOf, type InstrumentSymbol } from '../market/instrument-symbol.ts'
import { limitPrices } from '../market/limit-price.ts'
import { limitRule } from '../market/limit-rules.ts'
import { PRICE_PER_FEN, PRICE_SCALE, type Price } from '../market/price.ts'
import type { TradeDate } from '../market/trade-date.ts'
import { WIDE_LIMIT_FUNDS } from './data/wide-limit-funds.ts'

/** Whether a price lets both sides trade, or is a limit at which one side finds nobody. */
export type Lock = 'free' | 'limitUp' | 'limitDown'

export interface LockQuestion {
  readonly symbol: InstrumentSymbol
  readonly tradeDate: TradeDate
  /** The price at which one would like to trade. */
  readonly price: number
  /** Close of the symbol's session before, the nearest that a series has to the exchange's reference price. */
  readonly reference: number | null
  /** False where prices are adjusted for dividends and splits: then they lie on no grid. */
  readonly printed: boolean
}

/**
 * Whether a symbol is locked at a limit 涨跌停 when its price is `price`: shares by the rules of their board and day,
 * exchange-traded funds by 10% or 20% (data/wide-limit-funds.ts). Indices, baskets and foreign symbols have no limit.
 *
 * Printed prices are compared with the exact limit price. Adjusted ones with the ratio: what comes within
 * `ADJUSTED_SLACK` of it is taken as locked, because rounding of the limit to the tick is lost in them.
 */
export function lockOf({ symbol, tradeDate, price, reference, printed }: LockQuestion): Lock {
  const board = boardOf(symbol)
  const percent = limitPercent(symbol, board, tradeDate)
  if (percent === null || reference === null || !(reference > 0)) return 'free'
  if (!printed) {
    const move = price / reference - 1
    if (move >= percent / 100 - ADJUSTED_SLACK) return 'limitUp'
    return move <= ADJUSTED_SLACK - percent / 100 ? 'limitDown' : 'free'
  }
  const { up, down } = printedLimits(reference, percent, board, tradeDate)
  const scaled = Math.round(price * PRICE_SCALE)
  if (scaled >= up) return 'limitUp'
  return scaled <= down ? 'limitDown' : 'free'
}

/** Half a tick of 0.001 at a price of one yuan: so far may rounding have moved a limit. */
const ADJUSTED_SLACK = 0.0005

/** A fund's tick is 0.001 CNY. */
const FUND_TICK = 10

function limitPercent(symbol: InstrumentSymbol, board: Board, tradeDate: TradeDate): number | null {
  if (board === 'FUND') return isWide(symbol, tradeDate) ? 20 : 10
  if (!isAShare(board)) return null
  const rule = ruleOf(board, tradeDate)
  return rule.kind === 'percent' ? rule.percent : null
}

function isWide(symbol: InstrumentSymbol, tradeDate: TradeDate): boolean {
  const { from, shanghaiPrefixes, shenzhenCodes } = WIDE_LIMIT_FUNDS
  if (tradeDate < from) return false
  const code = codeOf(symbol)
  return exchangeOf(symbol) === 'SH'
    ? shanghaiPrefixes.some((prefix) => code.startsWith(prefix))
    : shenzhenCodes.includes(code)
}

/** Series say nothing of listing days and risk warning: a share is taken as an old one without. */
const ruleOf = (board: Board, tradeDate: TradeDate) =>
  limitRule({
    board,
    status: 'normal',
    tradeDate,
    listDate: null,
    sessionsSinceListing: null,
    delistingPeriodDay: null,
  })

function printedLimits(
  reference: number,
  percent: number,
  board: Board,
  tradeDate: TradeDate,
): { readonly up: number; readonly down: number } {
  const scaled = Math.round(reference * PRICE_SCALE)
  if (board === 'FUND') {
    const ticks = Math.round(scaled / FUND_TICK)
    return {
      up: Math.floor((ticks * (100 + percent) + 50) / 100) * FUND_TICK,
      down: Math.floor((ticks * (100 - percent) + 50) / 100) * FUND_TICK,
    }
  }
  const fen = (Math.round(scaled / PRICE_PER_FEN) * PRICE_PER_FEN) as Price
  return limitPrices(fen, ruleOf(board, tradeDate)) ?? { up: Number.POSITIVE_INFINITY, down: 0 }
}
