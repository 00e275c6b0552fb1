import { PRICE_PER_FEN } from '../../../core/market/price.ts'
import type { SourceBar } from '../source.ts'

/**
 * How a day's amount is shared out over its trades. A trade at price p costs p times its shares; what the bar's
 * amount is above or below their sum is spread over the trades by their room: how far each trade's average
 * price may move.
 */
export type AmountPlan =
  | { readonly kind: 'none' }
  /** The bar's average price lies outside its own prices: every trade gets that average. */
  | { readonly kind: 'average' }
  | {
      readonly kind: 'room'
      /** `soFar`: between lowest and highest so far, and not at all while sealed; `day`: between low and high. */
      readonly within: 'soFar' | 'day'
      /** 1: average prices move up, -1: down. */
      readonly direction: 1 | -1
      /** Share of every trade's room that is used, 0 to 1. */
      readonly share: number
      /** Left over by rounding, taken by the first trades with room, 1/10000 CNY. */
      readonly remainder: number
    }

/** Adds up a day's trades: lowest and highest so far, and the amount by the plan. */
export class AmountMeter {
  readonly #bar: SourceBar
  readonly #plan: AmountPlan
  #cash = 0
  #remainder: number
  /** Sum of the trades' rooms in the plan's direction, 1/10000 CNY. */
  room = 0
  high = 0
  low = 0

  constructor(bar: SourceBar, plan: AmountPlan) {
    this.#bar = bar
    this.#plan = plan
    this.#remainder = plan.kind === 'room' ? plan.remainder : 0
  }

  /** 1/10000 CNY. */
  get cash(): number {
    return this.#cash
  }

  /** Takes a trade of some shares; returns nothing, see `amount`. */
  trade(price: number, shares: number, isSealed: boolean): void {
    if (price > this.high) this.high = price
    if (price < this.low || this.low === 0) this.low = price
    const plan = this.#plan
    if (plan.kind !== 'room') return
    const room = shares * this.#room(price, isSealed)
    const spread = Math.trunc(room * plan.share)
    const more = this.#remainder === 0 ? 0 : Math.min(this.#remainder, room - spread)
    this.#remainder -= more
    this.room += room
    this.#cash += price * shares + plan.direction * (spread + more)
  }

  /** Fen so far, of `volume` shares so far; null where the bar has no amount. */
  amount(volume: number): number | null {
    const { kind } = this.#plan
    if (kind === 'room') return Math.floor(this.#cash / PRICE_PER_FEN)
    if (kind === 'none') return null
    return this.#bar.volume === 0
      ? this.#bar.amount
      : Math.floor(this.#bar.amount! * (volume / this.#bar.volume))
  }

  #room(price: number, isSealed: boolean): number {
    const { within, direction } = this.#plan as AmountPlan & { kind: 'room' }
    if (within === 'day') return direction === 1 ? this.#bar.high - price : price - this.#bar.low
    if (isSealed) return 0
    return direction === 1 ? this.high - price : price - this.low
  }
}
