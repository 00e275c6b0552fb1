import type { InstrumentSymbol } from '../../../../core/market/instrument-symbol.ts'
import { limitPrices } from '../../../../core/market/limit-price.ts'
import type { Fen, Price } from '../../../../core/market/price.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../../../../core/market/trade-date.ts'
import type { Tick } from '../../../../schemas/generated/events.ts'

export const TICK_DATE = 20260709 as TradeDate

/** A moment of the tick session, as `9:30` or `9:30:03`. */
export function clock(text: string): EventTime {
  const [hour, minute, second = 0] = text.split(':').map(Number)
  return shanghaiTime(TICK_DATE, hour!, minute!, second)
}

const TEN_PERCENT = { kind: 'percent', percent: 10, rounding: 'halfUp' } as const

/** Limit prices of a share of the main board. */
export const limitsOf = (prevClose: Price): { readonly up: Price; readonly down: Price } =>
  limitPrices(prevClose, TEN_PERCENT)!

/** A snapshot of a share that trades, two ticks of spread around the last price. */
export function madeTick(
  symbol: string,
  time: EventTime,
  last: Price | null,
  extra: Partial<Tick> = {},
): Tick {
  const price = last ?? (100_000 as Price)
  const volume = extra.volume ?? (last === null ? 0 : 1_000)
  return {
    dataset: 'main',
    epoch: 1,
    symbol: symbol as InstrumentSymbol,
    instrument: symbol as InstrumentSymbol,
    tradeDate: TICK_DATE,
    eventTime: time,
    receivedAt: null,
    sequence: null,
    status: 'unknown',
    prevClose: 100_000 as Price,
    open: last,
    high: last,
    low: last,
    last,
    volume,
    amount: ((volume * price) / 100) as Fen,
    depth: 5,
    bidPrices: [price - 100],
    bidVolumes: [500],
    askPrices: [price + 100],
    askVolumes: [500],
    limitUp: null,
    limitDown: null,
    source: 'test',
    late: false,
    ...extra,
  }
}

/** What lies behind a sealed limit-up: buyers queue, nobody sells. */
export const sealedBook = (limitUp: Price, shares: number): Partial<Tick> => ({
  bidPrices: [limitUp],
  bidVolumes: [shares],
  askPrices: [],
  askVolumes: [],
})

/** How a made-up share spends its day. */
export type Habit =
  | 'trades'
  | 'haltedAllDay'
  | 'haltedFromNoon'
  | 'from1040'
  | 'untraded'
  | 'silent'
  | 'noBook'

export interface MadeShare {
  readonly symbol: string
  readonly prevClose: Price
  readonly habit: Habit
  /** The feed prints its limits. */
  readonly printsLimits: boolean
}

/** A day of snapshots of one share, in order; made of random steps that like the limits. */
export function madeDay(share: MadeShare, random: () => number): Tick[] {
  const { symbol, prevClose, habit } = share
  if (habit === 'silent') return []
  const { up, down } = limitsOf(prevClose)
  const printed = {
    prevClose,
    limitUp: share.printsLimits ? up : null,
    limitDown: share.printsLimits ? down : null,
  }
  const blank = (time: EventTime, extra: Partial<Tick> = {}): Tick =>
    madeTick(symbol, time, null, { ...printed, ...extra })
  if (habit === 'haltedAllDay' || habit === 'untraded') {
    const status = habit === 'untraded' ? 'unknown' : 'halted'
    return ['9:25:03', '10:00', '13:30', '15:00:03'].map((time) => blank(clock(time), { status }))
  }
  const ticks: Tick[] = []
  const day = { open: null as Price | null, high: 0, low: Number.POSITIVE_INFINITY, volume: 0, amount: 0 }
  let last = prevClose
  const trade = (time: EventTime, extra: Partial<Tick> = {}): void => {
    const choice = random()
    const step = Math.round((random() - 0.5) * 20) * 100
    const next = choice < 0.15 ? up : choice < 0.2 ? down : choice < 0.5 ? last : last + step
    last = Math.min(up, Math.max(down, next)) as Price
    const shares = random() < 0.3 && last === ticks.at(-1)?.last ? 0 : Math.ceil(random() * 50) * 100
    day.open ??= last
    const between = random() < 0.05 && shares > 0 ? up : last
    day.high = Math.max(day.high, last, between)
    day.low = Math.min(day.low, last)
    day.volume += shares
    day.amount += (shares * last) / 100
    const isSealed = last === up && random() < 0.7
    const book = isSealed ? sealedBook(up, Math.ceil(random() * 900) * 100) : {}
    const depth = habit === 'noBook' ? { depth: 0, bidPrices: [], askPrices: [] } : {}
    const { open, high, low, volume, amount } = day
    const so = { open, high: high as Price, low: low as Price, volume, amount: amount as Fen }
    ticks.push(madeTick(symbol, time, last, { ...printed, ...so, ...book, ...depth, ...extra }))
  }
  const again = (time: EventTime, extra: Partial<Tick>): void => {
    ticks.push({ ...ticks.at(-1)!, eventTime: time, ...extra })
  }
  if (habit !== 'from1040') {
    ticks.push(blank(clock('9:20'), { bidPrices: [up], askPrices: [up] }))
    trade(clock('9:25:03'))
  }
  const spans: [string, string][] = [
    [habit === 'from1040' ? '10:40' : '9:30', '11:30'],
    ...(habit === 'haltedFromNoon' ? [] : [['13:00', '14:57'] as [string, string]]),
  ]
  for (const [from, until] of spans) {
    const end = clock(until)
    for (let time = clock(from); time < end; time = (time + Math.ceil(random() * 200) * 1000) as EventTime)
      trade(time)
    if (until === '11:30') trade(clock('11:30:03'))
  }
  if (habit === 'haltedFromNoon') {
    again(clock('13:00'), { status: 'halted' })
    again(clock('15:00:03'), { status: 'halted' })
    return ticks
  }
  again(clock('14:58'), { bidPrices: [up], askPrices: [up] })
  trade(clock('15:00:03'))
  const { volume, amount } = ticks.at(-1)!
  const grown = { volume: volume + 700, amount: ((amount ?? 0) + 7 * last) as Fen }
  again(clock('15:10'), { ...grown, bidPrices: [], askPrices: [] })
  return ticks
}
