import type { LimitPrices } from '../../core/market/limit-price.ts'
import type { Fen, Price } from '../../core/market/price.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import type { SourceTick } from '../../services/ingest/ticks/source-tick.ts'
import type { Share } from './tick-market.ts'

/** How a made-up share spends a session of ticks. */
export const HABITS = [
  'trades',
  'climbs',
  'falls',
  'oneWord',
  'noBook',
  'quiet',
  'from1040',
  'haltedFromNoon',
  'fakeAuction',
  'closingSeal',
  'closingBreak',
  'resets',
  'badPrices',
  'noReference',
  'freeDay',
  'noClose',
  'untraded',
  'haltedAllDay',
  'haltKnownLate',
  'silent',
] as const

export type Habit = (typeof HABITS)[number]

/** Habits of shares that trade: enough of them keep a session from being a gap in the data. */
export const TRADING_HABITS = HABITS.slice(0, HABITS.indexOf('untraded'))

export interface ShareDayInput {
  readonly share: Share
  readonly tradeDate: TradeDate
  readonly prevClose: Price
  readonly limits: LimitPrices
  readonly habit: Habit
}

/** Snapshots of a share's session, in order, and its close; null where nothing tells it. */
export function shareDay(
  input: ShareDayInput,
  random: () => number,
): { readonly ticks: readonly SourceTick[]; readonly close: Price | null } {
  const { habit } = input
  if (habit === 'silent') return { ticks: [], close: null }
  const day = new Day(input, random)
  if (habit === 'untraded' || habit === 'haltedAllDay' || habit === 'haltKnownLate') day.withoutTrades()
  else day.withTrades()
  const complete = day.last !== null && habit !== 'noClose'
  return { ticks: day.ticks, close: complete ? day.last : null }
}

/** How much a habit likes the limits, as shares of the steps: up, down, stay. */
const PULLS: Partial<Record<Habit, readonly [number, number, number]>> = {
  climbs: [0.4, 0, 0.3],
  falls: [0.02, 0.35, 0.3],
  oneWord: [0.9, 0, 0],
  closingBreak: [0.6, 0, 0.3],
}
const PULL = [0.15, 0.05, 0.3] as const

class Day {
  readonly ticks: SourceTick[] = []
  last: Price | null = null
  readonly #input: ShareDayInput
  readonly #random: () => number
  readonly #printsLimits: boolean
  #open: Price | null = null
  #high = 0
  #low = Number.POSITIVE_INFINITY
  #volume = 0
  #amount = 0
  /** What the counters lost. */
  #lostVolume = 0
  #lostAmount = 0

  constructor(input: ShareDayInput, random: () => number) {
    this.#input = input
    this.#random = random
    this.#printsLimits = random() < 0.5
  }

  withoutTrades(): void {
    const { habit } = this.#input
    for (const [hour, minute] of [
      [9, 20],
      [9, 25],
      [10, 40],
      [13, 30],
      [15, 0],
    ] as const) {
      const halted = habit === 'haltedAllDay' || (habit === 'haltKnownLate' && hour >= 10)
      this.#print(this.#at(hour, minute, 3), { status: halted ? 'halted' : 'unknown' })
    }
  }

  withTrades(): void {
    const { habit, prevClose, limits, share } = this.#input
    if (habit !== 'from1040') {
      this.#indicative(this.#at(9, 17, 1), prevClose)
      this.#indicative(this.#at(9, 22, 1), habit === 'fakeAuction' ? limits.up : prevClose)
      this.#trade(this.#at(9, 25, Math.floor(this.#random() * 5)))
      if (this.#random() < 0.3) this.#print(this.#at(9, 27, 0))
    }
    this.#span(habit === 'from1040' ? this.#at(10, 40, 2) : this.#at(9, 30, 0), this.#at(11, 30, 0))
    if (this.#random() < 0.5) this.#trade(this.#at(11, 30, 3))
    if (habit === 'haltedFromNoon') {
      for (const hour of [13, 14, 15]) this.#print(this.#at(hour, 0, 1), { status: 'halted', ...EMPTY_BOOK })
      return
    }
    this.#span(this.#at(13, 0, 0), this.#at(14, 57, 0))
    this.#indicative(this.#at(14, 58, 0), limits.up)
    if (habit === 'noClose') return
    this.#trade(this.#at(15, 0, 1 + Math.floor(this.#random() * 40)), true)
    if (share.percent === 20 && this.#random() < 0.7) {
      this.#volume += 700
      this.#amount += (700 * this.last!) / 100
      this.#print(this.#at(15, 12, 0))
    }
  }

  #at(hour: number, minute: number, second: number): EventTime {
    return shanghaiTime(this.#input.tradeDate, hour, minute, second)
  }

  #span(from: number, until: number): void {
    const { habit } = this.#input
    const longest = habit === 'quiet' ? 900_000 : 260_000
    for (let time = from + Math.floor(this.#random() * 9) * 1_000; time < until; ) {
      this.#trade(time as EventTime)
      if (habit === 'badPrices' && this.#random() < 0.1) this.#badPrice((time + 500) as EventTime)
      // Another snapshot of the same moment: of orders, sometimes of a trade, too.
      if (this.#random() < 0.05) this.#print(time as EventTime)
      if (this.#random() < 0.05) this.#trade(time as EventTime)
      if (habit === 'resets' && this.#volume - this.#lostVolume > 60_000 && this.#random() < 0.1) {
        this.#lostVolume = this.#volume
        this.#lostAmount = this.#amount
      }
      time += 3_000 + Math.floor(this.#random() * longest)
    }
  }

  #trade(time: EventTime, closing = false): void {
    const { prevClose, limits, habit } = this.#input
    const random = this.#random
    const { up, down } = limits
    const [pullUp, pullDown, stay] = PULLS[habit] ?? PULL
    const choice = random()
    const step = Math.round((random() - 0.5) * 30) * 100
    const from = this.last ?? prevClose
    let next = from + step
    if (choice < pullUp) next = up
    else if (choice < pullUp + pullDown) next = down
    else if (choice < pullUp + pullDown + stay) next = from
    if (closing && habit === 'closingSeal') next = up
    if (closing && habit === 'closingBreak') next = up - 200
    const price = Math.max(down, Math.min(up, next)) as Price
    const shares = price === this.last && random() < 0.4 ? 0 : Math.ceil(random() * 50) * 100
    if (shares === 0 && this.#volume === 0) return
    this.last = price
    this.#open ??= price
    const touches = shares > 0 && random() < 0.03
    this.#high = Math.max(this.#high, price, touches ? up : 0)
    this.#low = Math.min(this.#low, price)
    this.#volume += shares
    this.#amount += (shares * price) / 100
    this.#print(time)
  }

  #print(time: EventTime, extra: Partial<SourceTick> = {}): void {
    const { share, tradeDate, prevClose, limits, habit } = this.#input
    const { last } = this
    const book = last === null ? EMPTY_BOOK : this.#book(last)
    const limit = (price: Price, sentinel: number): Price | null =>
      habit === 'freeDay' ? (sentinel as Price) : this.#printsLimits ? price : null
    this.ticks.push({
      symbol: share.symbol,
      tradeDate,
      eventTime: time,
      receivedAt: null,
      sequence: null,
      status: 'unknown',
      prevClose: habit === 'noReference' ? null : prevClose,
      open: this.#open,
      high: last === null ? null : (this.#high as Price),
      low: last === null ? null : (this.#low as Price),
      last,
      volume: this.#volume - this.#lostVolume,
      amount: (this.#amount - this.#lostAmount) as Fen,
      depth: habit === 'noBook' ? 0 : 5,
      ...(habit === 'noBook' ? EMPTY_BOOK : book),
      limitUp: limit(limits.up, 1_000_000_000),
      limitDown: limit(limits.down, 0),
      source: 'made-up',
      ...extra,
    })
  }

  #indicative(time: EventTime, price: Price): void {
    const one = { bidPrices: [price], bidVolumes: [900], askPrices: [price], askVolumes: [900] }
    this.#print(time, this.#random() < 0.5 ? { ...one, status: 'auction' } : one)
  }

  #badPrice(time: EventTime): void {
    const offGrid = (this.last! + 37) as Price
    this.#print(time, { last: offGrid, ...(this.#random() < 0.5 ? { high: offGrid } : {}) })
  }

  #queue(): number[] {
    return [Math.ceil(this.#random() * 900) * 100]
  }

  #book(last: Price): Pick<SourceTick, 'bidPrices' | 'bidVolumes' | 'askPrices' | 'askVolumes'> {
    const { up, down } = this.#input.limits
    const sealed = this.#random() < 0.7
    const [bid, ask] = [this.#queue(), this.#queue()]
    if (last === up && sealed) return { ...EMPTY_BOOK, bidPrices: [up], bidVolumes: bid }
    if (last === down && sealed) return { ...EMPTY_BOOK, askPrices: [down], askVolumes: ask }
    const [below, above] =
      last === up ? [last - 100, last] : last === down ? [last, last + 100] : [last - 100, last + 100]
    return { bidPrices: [below], bidVolumes: bid, askPrices: [above], askVolumes: ask }
  }
}

const EMPTY_BOOK = { bidPrices: [], bidVolumes: [], askPrices: [], askVolumes: [] } as const
