import type { Board } from '../../../core/market/board.ts'
import type { LimitPrices } from '../../../core/market/limit-price.ts'
import { isOnTick, PRICE_PER_FEN, type Price } from '../../../core/market/price.ts'
import { sessionWindows } from '../../../core/market/sessions.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { SourceBar } from '../source.ts'
import { CLOSE_CALL_STEPS, CONTINUOUS_STEPS } from './day-slots.ts'

/** A real daily bar and what bound its prices on that day. */
export interface SimulatedBar {
  /** With `prevClose`, where it is known. */
  readonly bar: SourceBar
  /** Null where no limit held. */
  readonly limits: LimitPrices | null
  readonly board: Board
}

/** Which limit a price stands at. */
export type LimitSide = 'none' | 'up' | 'down'

/** What a path has to reproduce. Prices in 1/10000 CNY, `open`, `high` and `close` also in ticks above the low. */
export interface DayShape {
  readonly bar: SourceBar
  /** Smallest price step. */
  readonly tick: number
  /** Limits that the bar keeps; null where none held, or where the bar contradicts them. */
  readonly limits: LimitPrices | null
  /** Limits as the feed prints them. */
  readonly feedLimits: { readonly up: Price | null; readonly down: Price | null }
  readonly open: number
  readonly high: number
  readonly close: number
  /** Average price of the session in ticks above the low; null without an amount. */
  readonly average: number | null
  readonly hasCloseCall: boolean
  /** Last step of continuous trading; the closing trade is the step after the closing call. */
  readonly lastStep: number
}

/** Step of the opening trade. */
export const OPENING_STEP = 0

/** Step of the closing trade. */
export const CLOSING_STEP = CONTINUOUS_STEPS + 1

/** Limits that a feed prints where none holds (domain.md A3). */
const NO_LIMIT = { up: 1_000_000_000 as Price, down: 0 as Price }
const UNKNOWN_LIMIT = { up: null, down: null }

/** Reads a bar as the shape of a day. */
export function dayShape({ bar, limits, board }: SimulatedBar): DayShape {
  const contradicted = limits !== null && (bar.high > limits.up || bar.low < limits.down)
  const tick = tickOf(bar, board)
  const hasCloseCall = hasClosingCall(bar.tradeDate, board)
  const ticks = (price: number): number => (price - bar.low) / tick
  return {
    bar,
    tick,
    limits: contradicted ? null : limits,
    feedLimits: contradicted ? UNKNOWN_LIMIT : (limits ?? NO_LIMIT),
    open: ticks(bar.open),
    high: ticks(bar.high),
    close: ticks(bar.close),
    average:
      bar.amount === null || bar.volume === 0 ? null : ticks((bar.amount / bar.volume) * PRICE_PER_FEN),
    hasCloseCall,
    lastStep: hasCloseCall ? CONTINUOUS_STEPS - CLOSE_CALL_STEPS : CONTINUOUS_STEPS,
  }
}

/** The limit at which a price (in ticks above the low) stands. */
export function limitSide({ limits, bar, tick }: DayShape, ticks: number): LimitSide {
  const price = bar.low + ticks * tick
  if (price === limits?.up) return 'up'
  return price === limits?.down ? 'down' : 'none'
}

/** Whether the board trades at the close price after hours on that day. */
export function hasAfterHours(date: TradeDate, board: Board): boolean {
  return sessionWindows(date, board).some(({ phase }) => phase === 'afterHours')
}

function hasClosingCall(date: TradeDate, board: Board): boolean {
  return sessionWindows(date, board).some(({ phase }) => phase === 'closeCall')
}

/** The board's tick, or 1 where the bar itself is off the grid. */
function tickOf(bar: SourceBar, board: Board): number {
  const prices = [bar.open, bar.high, bar.low, bar.close]
  const step = GRIDS.find((grid) => isOnTick(grid as Price, board))!
  return prices.every((price) => price % step === 0) ? step : 1
}

const GRIDS = [1, 10, PRICE_PER_FEN]
