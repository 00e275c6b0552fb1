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
 * level is the queue, which grows and shrinks. Snapshots share the prices of a side that did not change; volumes
 * are kept as the random bits that they are made of.
 */
export class OrderBook {
  bidPrices = EMPTY_SIDE
  askPrices = EMPTY_SIDE
  readonly #random: Random
  readonly #tick: number
  readonly #gap: number
  readonly #upper: number
  readonly #lower: number
  readonly #tradeLots: number
  readonly #usualQueue: number
  #queue: number
  #bidBits = 0
  #askBits = 0
  /** Shares at the first level instead of what the bits say; 0: none. */
  #first = 0

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
    this.bidPrices = EMPTY_SIDE
    this.askPrices = EMPTY_SIDE
  }

  /** A call auction's book: the indicative price on both sides with the volume that would match there. */
  indicate(price: number, matched: number): void {
    this.bidPrices = [price]
    this.askPrices = this.bidPrices
    this.#first = matched
  }

  bidVolumes(): readonly number[] {
    return this.#volumes(this.bidPrices.length, this.#bidBits)
  }

  askVolumes(): readonly number[] {
    return this.#volumes(this.askPrices.length, this.#askBits)
  }

  #renewFree(last: number): void {
    const bits = this.#random.bits()
    const atBid = last < this.#upper && ((bits & 1) === 1 || last <= this.#lower)
    this.#setBids(atBid ? last : last - this.#tick)
    this.#setAsks(atBid ? last + this.#tick : last)
    this.#first = 0
    this.#bidBits = bits >>> 1
    this.#askBits = this.#random.bits()
  }

  #renewSealed(limit: number, state: number): void {
    const bits = this.#random.bits()
    const pull = (this.#usualQueue - this.#queue) * 0.004
    this.#queue += Math.floor(pull + this.#queue * 0.12 * ((bits >>> 16) / 0x10000 - 0.5))
    this.#queue = Math.max(this.#queue, 1 + this.#tradeLots)
    this.#first = this.#queue * LOT
    this.#bidBits = bits
    this.#askBits = bits
    if (state === SEALED_UP) {
      this.#setBids(limit)
      this.askPrices = EMPTY_SIDE
    } else {
      this.#setAsks(limit)
      this.bidPrices = EMPTY_SIDE
    }
  }

  #setBids(best: number): void {
    if (this.bidPrices[0] !== best || this.bidPrices === this.askPrices) {
      this.bidPrices = this.#levels(best, -this.#gap)
    }
  }

  #setAsks(best: number): void {
    if (this.askPrices[0] !== best || this.askPrices.length === 1) {
      this.askPrices = this.#levels(best, this.#gap)
    }
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

  #volumes(levels: number, bits: number): readonly number[] {
    if (levels === 0) return EMPTY_SIDE
    const first = this.#first === 0 ? this.#waiting(bits) : this.#first
    if (levels === DEPTH) {
      return [
        first,
        this.#waiting(bits >> 6),
        this.#waiting(bits >> 12),
        this.#waiting(bits >> 18),
        this.#waiting(bits >> 24),
      ]
    }
    const volumes = [first]
    for (let at = 1; at < levels; at++) volumes.push(this.#waiting(bits >> (6 * at)))
    return volumes
  }

  /** Shares at a level, from six random bits. */
  #waiting(bits: number): number {
    return LOT * (1 + ((WAITING[bits & 63]! * this.#tradeLots) >> 3))
  }
}
