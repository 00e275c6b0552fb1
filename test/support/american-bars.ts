import { addDays, dayOfWeek, shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import { seriesBar } from './series-run.ts'

/** 05:00 Shanghai of the next day: the New York close in winter, behind it in summer. */
export const afterNewYorkClose = (date: number): number => shanghaiTime(addDays(date as TradeDate, 1), 5, 0)

/** A bar of a US index, known after its close. */
export const americanBar = (symbol: string, date: number, close: number) =>
  seriesBar(symbol, date, close, afterNewYorkClose(date))

/** Bars of every weekday from one date to another. */
export function weekdayBars(symbol: string, from: number, to: number, closeOf: (date: number) => number) {
  const bars = []
  for (let date = from as TradeDate; date <= to; date = addDays(date, 1))
    if (dayOfWeek(date) <= 5) bars.push(americanBar(symbol, date, closeOf(date)))
  return bars
}
