import type { DayShape } from './day-shape.ts'
import { FREE, SEALED_UP } from './price-path.ts'
import type { Random } from './random.ts'

/** Levels of the book that the simulated feed prints. */
export const DEPTH = 5

/** Side of a book without orders; shared, never written to. */
export const EMPTY_SIDE: readonly number[] = []

const LOT = 100

/** Lots that wait at a level, as multiples of a share's usual trade, in eighths: few large ones, many small. */
const WAITING = Int32Array.from({ length: 64 }, (_, at) => 2 + at + Math.floor((at * at * at) / 400))

/** Higher than any price and lower than any: where no limit holds. */
const NO_UPPER = 2 ** 31 - 1

/**
 * Five levels of orders around the last price. While a limit is sealed the other side is empty and the first
 * level is the queue, which grows and shrinks. Sides that do not change keep their arrays.
 */
export class OrderBook {
  bidPrices = EMPTY_SIDE
  bidVolumes = EMPTY_SIDE
  askPrices = EMPTY_SIDE
  askVolumes = EMPTY_SIDE
  readonly #random: Random
  readonly #tick: number
  readonly #gap: number
  readonly #upper: number
  readonly #lower: number
  readonly #tradeLots: number
  readonly #usualQueue: number
  #queue: number
  #bid = 0
  #ask = 0

  /** @param trades Trades of the day, for the size of the usual one. */
  constructor({ bar, tick, limits }: DayShape, trades: number, random: Random) {
    const lots = Math.floor(bar.volume / LOT)
    const size = random.unit()
    this.#random = random
    this.#tick = tick
    this.#gap = tick * (1 + Math.floor(bar.close / tick / 5_000))
    this.#upper = limits?.up ?? NO_UPPER
    this.#lower = limits?.down ?? tick
    this.#tradeLots = Math.min(1 + Math.floor(lots / trades), 1_000_000)
    this.#usualQueue = 10 + Math.floor(lots * (0.02 + size * size))
    this.#queue = this.#usualQueue
  }

  /** New orders after a trade at `last`, or between trades. */
  renew(last: number, state: number): void {
    if (state === FREE) this.#renewFree(last)
    else this.#renewSealed(last, state)
  }

  /** No orders on either side. */
  clear(): void {
    this.#bid = 0
    this.#ask = 0
    this.bidPrices = EMPTY_SIDE
    this.bidVolumes = EMPTY_SIDE
    this.askPrices = EMPTY_SIDE
    this.askVolumes = EMPTY_SIDE
  }

  /** A call auction's book: the indicative price on both sides with the volume that would match there. */
  indicate(price: number, matched: number): void {
    this.#bid = 0
    this.#ask = 0
    this.bidPrices = [price]
    this.bidVolumes = [matched]
    this.askPrices = this.bidPrices
    this.askVolumes = this.bidVolumes
  }

  #renewFree(last: number): void {
    const bits = this.#random.bits()
    const atBid = last < this.#upper && ((bits & 1) === 1 || last <= this.#lower)
    const bid = atBid ? last : last - this.#tick
    const ask = atBid ? last + this.#tick : last
    if (bid !== this.#bid) this.bidPrices = this.#levels(bid, -this.#gap)
    if (ask !== this.#ask) this.askPrices = this.#levels(ask, this.#gap)
    this.#bid = bid
    this.#ask = ask
    this.bidVolumes = this.#volumes(this.bidPrices.length, bits >>> 1)
    this.askVolumes = this.#volumes(this.askPrices.length, this.#random.bits())
  }

  #renewSealed(limit: number, state: number): void {
    const bits = this.#random.bits()
    const pull = (this.#usualQueue - this.#queue) * 0.004
    this.#queue += Math.floor(pull + this.#queue * 0.12 * ((bits >>> 16) / 0x10000 - 0.5))
    this.#queue = Math.max(this.#queue, 1 + this.#tradeLots)
    if (state === SEALED_UP) {
      if (this.#bid !== limit || this.#ask !== 0) this.bidPrices = this.#levels(limit, -this.#gap)
      this.bidVolumes = this.#queueVolumes(this.bidPrices.length, bits)
      this.#bid = limit
      this.#ask = 0
      this.askPrices = EMPTY_SIDE
      this.askVolumes = EMPTY_SIDE
    } else {
      if (this.#ask !== limit || this.#bid !== 0) this.askPrices = this.#levels(limit, this.#gap)
      this.askVolumes = this.#queueVolumes(this.askPrices.length, bits)
      this.#ask = limit
      this.#bid = 0
      this.bidPrices = EMPTY_SIDE
      this.bidVolumes = EMPTY_SIDE
    }
  }

  #queueVolumes(levels: number, bits: number): number[] {
    const volumes = this.#volumes(levels, bits)
    volumes[0] = this.#queue * LOT
    return volumes
  }

  /** Prices from the best one outwards, no further than the limits. */
  #levels(best: number, gap: number): readonly number[] {
    const lower = this.#lower
    const upper = this.#upper
    if (best < lower || best > upper) return EMPTY_SIDE
    const worst = best + (DEPTH - 1) * gap
    if (worst >= lower && worst <= upper) return [best, best + gap, best + 2 * gap, best + 3 * gap, worst]
    const prices = [best]
    for (let price = best + gap; price >= lower && price <= upper; price += gap) prices.push(price)
    return prices
  }

  #volumes(levels: number, bits: number): number[] {
    const lots = this.#tradeLots
    if (levels === DEPTH) {
      return [
        LOT * (1 + ((WAITING[bits & 63]! * lots) >> 3)),
        LOT * (1 + ((WAITING[(bits >> 6) & 63]! * lots) >> 3)),
        LOT * (1 + ((WAITING[(bits >> 12) & 63]! * lots) >> 3)),
        LOT * (1 + ((WAITING[(bits >> 18) & 63]! * lots) >> 3)),
        LOT * (1 + ((WAITING[(bits >> 24) & 63]! * lots) >> 3)),
      ]
    }
    const volumes: number[] = []
    for (let at = 0; at < levels; at++)
      volumes.push(LOT * (1 + ((WAITING[(bits >> (6 * at)) & 63]! * lots) >> 3)))
    return volumes
  }
}
