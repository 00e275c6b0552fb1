import { parseSymbol } from '../../../core/market/instrument-symbol.ts'
import type { Price } from '../../../core/market/price.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import type { SessionItems } from '../source.ts'
import type { SourceTick, Sweep } from '../ticks/source-tick.ts'

/** Milliseconds after 09:30 of a day. */
export const after930 = (tradeDate: number, milliseconds: number): EventTime =>
  (shanghaiTime(tradeDate as TradeDate, 9, 30) + milliseconds) as EventTime

/** A snapshot of a round price, so many milliseconds after 09:30. */
export function madeUpTick(
  code: string,
  tradeDate: number,
  milliseconds: number,
  extra: Partial<SourceTick> = {},
): SourceTick {
  const price = 100_000 as Price
  return {
    symbol: parseSymbol(code)!,
    tradeDate: tradeDate as TradeDate,
    eventTime: after930(tradeDate, milliseconds),
    receivedAt: null,
    sequence: null,
    status: 'trading',
    prevClose: price,
    open: price,
    high: price,
    low: price,
    last: price,
    volume: 100,
    amount: null,
    depth: 1,
    bidPrices: [99_900],
    bidVolumes: [500],
    askPrices: [100_100],
    askVolumes: [600],
    limitUp: null,
    limitDown: null,
    source: 'made-up',
    ...extra,
  }
}

/** A sweep that covers everything up to so many milliseconds after 09:30. */
export const madeUpSweep = (until: EventTime, ...ticks: readonly SourceTick[]): Sweep => ({ until, ticks })

/** A session of ticks, with bars of the same day where they are given. */
export const tickSession = (
  tradeDate: number,
  sweeps: readonly Sweep[],
  identity = 'made-up',
  bars: SessionItems['bars'] = [],
): SessionItems => ({
  tradeDate: tradeDate as TradeDate,
  bars,
  omissions: [],
  ticks: { tradeDate: tradeDate as TradeDate, identity, sweeps },
})
