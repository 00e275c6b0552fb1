import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import { type Fen, PRICE_PER_FEN, type Price } from '../../../core/market/price.ts'
import type { EventTime } from '../../../core/market/trade-date.ts'
import type { SourceTick } from '../ticks/source-tick.ts'
import { AmountMeter } from './amount-meter.ts'
import { amountPlan } from './amount-plan.ts'
import { type CallAuction, indicativePrice, matchedVolume } from './call-auction.ts'
import {
  CLOSING_STEP,
  type DayShape,
  dayShape,
  hasAfterHours,
  OPENING_STEP,
  type SimulatedBar,
} from './day-shape.ts'
import {
  AFTER_HOURS_SLOTS,
  AFTERNOON_STEP,
  CADENCE,
  CLOSE_CALL_STEPS,
  CONTINUOUS_STEPS,
  OPEN_CALL_SLOTS,
  type Slot,
} from './day-slots.ts'
import { DEPTH, OrderBook } from './order-book.ts'
import { FREE } from './price-path.ts'
import { Random, seedOf } from './random.ts'
import type { TradeList } from './trade-list.ts'
import type { TradePlanner } from './trade-planner.ts'

/** Name of the simulator as a source. */
export const SIMULATOR = 'sim'

/** One share's day, told slot by slot. */
export class SimulatedShare {
  readonly symbol: InstrumentSymbol
  /** Milliseconds after the start of a slot at which this share's snapshots are stamped. */
  readonly offset: number
  readonly #shape: DayShape
  readonly #list: TradeList
  readonly #random: Random
  readonly #book: OrderBook
  readonly #meter: AmountMeter
  /** Whether a snapshot follows in every step of the session, also an unchanged one. */
  readonly #isFull: boolean
  /** How often orders change between trades. */
  readonly #bookRate: number
  readonly #openCall: CallAuction | null
  readonly #hasFakeLimit: boolean
  readonly #gapSlot: number
  readonly #repeatsAtNoon: boolean
  readonly #afterHoursVolume: number
  #closeCall: CallAuction | null = null
  /** Trades so far, and the last one's price and state. */
  #trades = 0
  #last: number
  #state = FREE
  #volume = 0

  constructor(simulated: SimulatedBar, options: { seed: number; planner: TradePlanner; isFull: boolean }) {
    const { bar, board } = simulated
    const random = new Random(seedOf(options.seed, bar.symbol))
    const shape = dayShape(simulated)
    this.symbol = bar.symbol
    this.offset = random.below(CADENCE)
    this.#shape = shape
    this.#random = random
    this.#list = options.planner.plan(shape, random)
    this.#book = new OrderBook(shape, this.#list.length, random)
    this.#meter = new AmountMeter(bar, amountPlan(this.#list, bar))
    this.#isFull = options.isFull
    const activity = this.#list.length / CONTINUOUS_STEPS
    this.#bookRate = Math.min(0.9, 0.01 + activity)
    this.#openCall = this.#openingCall()
    this.#hasFakeLimit = shape.limits !== null && random.chance(0.03)
    this.#gapSlot = random.below(150)
    this.#repeatsAtNoon = random.chance(0.6)
    this.#afterHoursVolume = hasAfterHours(bar.tradeDate, board) ? (bar.afterHoursVolume ?? 0) : 0
    this.#last = bar.open
  }

  /** The snapshot that the share sends in a slot; null: none. Slots must come in their order. */
  snapshot(slot: Slot): SourceTick | null {
    switch (slot.kind) {
      case 'continuous':
        return slot.index <= this.#shape.lastStep ? this.#inTrading(slot) : this.#inCloseCall(slot)
      case 'openCall':
        return this.#inOpenCall(slot)
      case 'openMatch':
        if (this.#trade(OPENING_STEP)) this.#book.renew(this.#last, this.#state)
        else this.#book.clear()
        return this.#tick(slot, 'trading')
      case 'gap':
        return slot.index === this.#gapSlot ? this.#tick(slot, 'trading') : null
      case 'noon':
        return this.#repeatsAtNoon ? this.#tick(slot, 'trading') : null
      case 'close':
        this.#trade(CLOSING_STEP)
        this.#book.renew(this.#last, this.#state)
        return this.#tick(slot, 'closed')
      case 'afterHours':
        return this.#afterHoursVolume > 0 ? this.#afterHours(slot) : null
      case 'silent':
        return null
    }
  }

  #inOpenCall(slot: Slot): SourceTick | null {
    const isLast = slot.index === OPEN_CALL_SLOTS - 1
    const speaks = this.#random.chance(this.#bookRate * 0.4)
    if (!speaks && !isLast && slot.index > 0) return null
    if (this.#openCall === null) this.#book.clear()
    else this.#indicate(this.#openCall, slot.index)
    return this.#tick(slot, 'auction')
  }

  #inTrading(slot: Slot): SourceTick | null {
    const isDue = this.#isFull || slot.index === 1 || slot.index === AFTERNOON_STEP
    const isChanged = this.#trade(slot.index) || this.#random.chance(this.#bookRate)
    if (isChanged || slot.index === 1) this.#book.renew(this.#last, this.#state)
    return isChanged || isDue ? this.#tick(slot, 'trading') : null
  }

  #inCloseCall(slot: Slot): SourceTick | null {
    const at = slot.index - this.#shape.lastStep - 1
    if (at === 0) this.#closeCall = this.#closingCall()
    const speaks = this.#random.chance(this.#bookRate * 0.4) || at === CLOSE_CALL_STEPS - 1
    if (speaks || at === 0) {
      if (this.#closeCall === null) this.#book.clear()
      else this.#indicate(this.#closeCall, at)
    }
    return speaks || this.#isFull ? this.#tick(slot, 'auction') : null
  }

  #indicate(auction: CallAuction, slot: number): void {
    const price = indicativePrice(auction, this.#shape, slot, this.#random)
    const isFake = this.#hasFakeLimit && slot < OPEN_CALL_SLOTS / 2 && auction === this.#openCall
    this.#book.indicate(isFake ? this.#shape.limits!.up : price, matchedVolume(auction, slot))
  }

  #openingCall(): CallAuction | null {
    const { bar } = this.#shape
    if (!this.#list.isIn(0, OPENING_STEP)) return null
    const volume = this.#list.volume(0)
    return { from: bar.prevClose ?? bar.open, result: bar.open, volume, slots: OPEN_CALL_SLOTS, noise: 0.01 }
  }

  /** From where the price stands at 14:57; a sealed limit stays. */
  #closingCall(): CallAuction | null {
    const final = this.#list.length - 1
    if (!this.#list.isIn(final, CLOSING_STEP)) return null
    const volume = this.#list.volume(final) - this.#volume
    const noise = this.#state === FREE ? 0.001 : 0
    return { from: this.#last, result: this.#shape.bar.close, volume, slots: CLOSE_CALL_STEPS, noise }
  }

  /** Takes the trade of this step; false if there is none. */
  #trade(step: number): boolean {
    const at = this.#trades
    const list = this.#list
    if (!list.isIn(at, step)) return false
    const volume = list.volume(at)
    this.#last = list.price(at)
    this.#state = list.state(at)
    this.#meter.trade(this.#last, volume - this.#volume, this.#state !== FREE)
    this.#volume = volume
    this.#trades = at + 1
    return true
  }

  #tick(slot: Slot, status: SourceTick['status']): SourceTick {
    const { bar, feedLimits } = this.#shape
    const hasTraded = this.#trades > 0
    const book = this.#book
    return {
      symbol: this.symbol,
      tradeDate: bar.tradeDate,
      eventTime: (slot.from + this.offset) as EventTime,
      receivedAt: null,
      sequence: null,
      status,
      prevClose: bar.prevClose,
      open: hasTraded ? bar.open : null,
      high: hasTraded ? (this.#meter.high as Price) : null,
      low: hasTraded ? (this.#meter.low as Price) : null,
      last: hasTraded ? (this.#last as Price) : null,
      volume: this.#volume,
      amount: this.#meter.amount(this.#volume) as Fen | null,
      depth: DEPTH,
      bidPrices: book.bidPrices,
      bidVolumes: book.bidVolumes(),
      askPrices: book.askPrices,
      askVolumes: book.askVolumes(),
      limitUp: feedLimits.up,
      limitDown: feedLimits.down,
      source: SIMULATOR,
    }
  }

  /** Prints at the close price, whose volume and amount come on top of the session's. */
  #afterHours(slot: Slot): SourceTick | null {
    const isLast = slot.index === AFTER_HOURS_SLOTS - 1
    if (!isLast && !this.#random.chance(0.02 + 0.3 * this.#bookRate)) return null
    const { bar } = this.#shape
    const total = this.#afterHoursVolume
    const lots = Math.floor((total * (slot.index + 1)) / AFTER_HOURS_SLOTS / 100) * 100
    const volume = isLast ? total : lots
    const amount = bar.afterHoursAmount ?? Math.floor((total * bar.close) / PRICE_PER_FEN)
    const final = this.#tick(slot, 'closed')
    return {
      ...final,
      volume: bar.volume + volume,
      amount: bar.amount === null ? null : ((bar.amount + Math.floor((amount * volume) / total)) as Fen),
    }
  }
}
