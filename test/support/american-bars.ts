import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import { marketClose } from '../../core/market/market-close.ts'
import { addDays, dayOfWeek, type TradeDate } from '../../core/market/trade-date.ts'
import { seriesBar } from './series-run.ts'

/** When the close of a US session is known: 16:00 in New York. */
export const afterNewYorkClose = (date: number): number => marketClose('US', date as TradeDate)

/** A bar of a US index, known after its close. */
export const americanBar = (symbol: string, date: number, close: number) =>
  seriesBar(symbol, date, close, marketClose('US', date as TradeDate, symbol as InstrumentSymbol))

/** Bars of every weekday from one date to another. */
export function weekdayBars(symbol: string, from: number, to: number, closeOf: (date: number) => number) {
  const bars = []
  for (let date = from as TradeDate; date <= to; date = addDays(date, 1))
    if (dayOfWeek(date) <= 5) bars.push(americanBar(symbol, date, closeOf(date)))
  return bars
}
