import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { Fen, Price } from '../../../core/market/price.ts'
import type { SourceTick } from './source-tick.ts'

/** What trades have made of a symbol's day so far. */
interface Day {
  open: Price
  high: Price
  low: Price
  volume: number
  amount: number
  /** Place of its snapshot among those of the sweep that is being made; -1 when it has none yet. */
  place: number
}

/**
 * Makes snapshots without a book out of trades: one per symbol and sweep that has any, at the time of the last
 * trade in it, with open, high, low, volume and amount of the day so far.
 */
export class TradeSnapshots {
  readonly #days = new Map<InstrumentSymbol, Day>()
  #sweep: SourceTick[] = []
  #touched: Day[] = []

  /** Takes one trade: a tick whose `last`, `volume` and `amount` are its own. Trades come by time. */
  add(trade: SourceTick): void {
    const price = trade.last!
    let day = this.#days.get(trade.symbol)
    if (day === undefined) {
      day = { open: price, high: price, low: price, volume: 0, amount: 0, place: -1 }
      this.#days.set(trade.symbol, day)
    }
    if (price > day.high) day.high = price
    if (price < day.low) day.low = price
    day.volume += trade.volume
    day.amount += trade.amount ?? 0
    if (day.place < 0) {
      day.place = this.#sweep.length
      this.#sweep.push(trade)
      this.#touched.push(day)
    } else this.#sweep[day.place] = trade
  }

  /** The snapshots of the sweep that ends here, in the order of their times. */
  take(): SourceTick[] {
    const snapshots = this.#sweep.map((trade, place) => snapshotOf(trade, this.#touched[place]!))
    for (const day of this.#touched) day.place = -1
    this.#sweep = []
    this.#touched = []
    return snapshots.sort((a, b) => a.eventTime - b.eventTime)
  }
}

const snapshotOf = (trade: SourceTick, { open, high, low, volume, amount }: Day): SourceTick => ({
  ...trade,
  open,
  high,
  low,
  volume,
  amount: amount as Fen,
})
