import { PRICE_PER_FEN } from '../../../core/market/price.ts'
import type { SourceBar } from '../source.ts'

/**
 * How a day's amount is shared out over its trades. A trade at price p costs p times its shares; what the bar's
 * amount is above or below their sum is spread over the trades by their room: how far each trade's average
 * price may move.
 */
export interface AmountPlan {
  /**
   * `none`: the bar has no amount. `average`: the bar's average price lies outside its own prices, every trade gets
   * it. `soFar`: average prices move between lowest and highest so far, and not at all while sealed. `day`: they
   * move between the day's low and high.
   */
  readonly kind: 'none' | 'average' | 'soFar' | 'day'
  /** 1: average prices move up, -1: down. */
  readonly direction: 1 | -1
  /** Share of every trade's room that is used, 0 to 1. */
  readonly share: number
  /** Left over by rounding, taken by the first trades with room, 1/10000 CNY. */
  readonly remainder: number
}

/** Adds up a day's trades: lowest and highest so far, and the amount by the plan. */
export class AmountMeter {
  /** Highest and lowest price so far, 0 before the first trade. */
  high = 0
  low = 0
  /** Cost of the trades so far, 1/10000 CNY. */
  cash = 0
  readonly #kind: AmountPlan['kind']
  readonly #isUp: boolean
  readonly #share: number
  readonly #bar: SourceBar
  #remainder: number

  constructor(bar: SourceBar, plan: AmountPlan) {
    this.#bar = bar
    this.#kind = plan.kind
    this.#isUp = plan.direction === 1
    this.#share = plan.share
    this.#remainder = plan.remainder
  }

  /** Takes a trade, and returns how much dearer or cheaper it may become, 1/10000 CNY. */
  trade(price: number, shares: number, isSealed: boolean): number {
    if (price > this.high) this.high = price
    if (price < this.low || this.low === 0) this.low = price
    const room = shares * this.#room(price, isSealed)
    let more = Math.floor(room * this.#share)
    if (this.#remainder > 0) {
      const rest = Math.min(this.#remainder, room - more)
      this.#remainder -= rest
      more += rest
    }
    this.cash += price * shares + (this.#isUp ? more : -more)
    return room
  }

  /** Fen so far, of `volume` shares so far; null where the bar has no amount. */
  amount(volume: number): number | null {
    if (this.#kind === 'none') return null
    if (this.#kind !== 'average') return Math.floor(this.cash / PRICE_PER_FEN)
    const total = this.#bar.volume
    return total === 0 ? this.#bar.amount : Math.floor(this.#bar.amount! * (volume / total))
  }

  #room(price: number, isSealed: boolean): number {
    if (this.#kind === 'day') return this.#isUp ? this.#bar.high - price : price - this.#bar.low
    if (isSealed) return 0
    return this.#isUp ? this.high - price : price - this.low
  }
}
