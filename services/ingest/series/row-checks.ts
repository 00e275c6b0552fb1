import { type InstrumentSymbol, parseSymbol } from '../../../core/market/instrument-symbol.ts'
import { dayOfWeek, formatTradeDate, type TradeDate } from '../../../core/market/trade-date.ts'
import type { TradingCalendar } from '../../../core/market/trading-calendar.ts'
import type { MarketCode } from '../../../schemas/generated/events.ts'
import type { RejectionCode } from '../source.ts'
import type { BarFigures } from './formats/series-format.ts'
import { MAY_BE_NEGATIVE, PLAUSIBLE_VALUES } from './plausible-values.ts'

/** A value that is refused, with the code that it is counted under. */
export class RefusedValue extends Error {
  readonly code: RejectionCode

  constructor(code: RejectionCode, message: string) {
    super(message)
    this.code = code
  }
}

/** @throws RefusedValue `outsideCalendar` of a day on which the market was closed, or of which nothing is known */
export function requireSession(
  market: MarketCode,
  date: TradeDate,
  symbol: InstrumentSymbol,
  calendar: TradingCalendar,
): void {
  if (market === 'CN' && date > calendar.last)
    throw new RefusedValue(
      'outsideCalendar',
      `the calendar ends at ${formatTradeDate(calendar.last)}: give the sessions of a later year with a trading-days file`,
    )
  const closed =
    market === 'CN' && calendar.covers(date) ? !calendar.isSession(date) : isWeekend(market, date)
  if (!closed) return
  throw new RefusedValue(
    'outsideCalendar',
    `${formatTradeDate(date)} was no session of ${symbol}; correct the date or remove the row`,
  )
}

/** New York traded on Saturdays until September 1952. */
const LAST_US_SATURDAYS = 19521231

const isWeekend = (market: MarketCode, date: TradeDate): boolean =>
  dayOfWeek(date) > (market === 'US' && date <= LAST_US_SATURDAYS ? 6 : 5)

/** Symbols that no exchange prints, such as MICROCAP.PROXY, are taken as they are. */
const OWN_SYMBOL = /^[A-Z0-9][A-Z0-9_-]*\.[A-Z]{2,10}$/

/** @throws RefusedValue `unknownSymbol` */
export function symbolOf(name: string): InstrumentSymbol {
  const symbol = parseSymbol(name) ?? (OWN_SYMBOL.test(name) ? (name as InstrumentSymbol) : undefined)
  if (symbol === undefined)
    throw new RefusedValue('unknownSymbol', `"${name}" is no symbol; write it like 000300.SH or VIX.US`)
  return symbol
}

/** Beyond these no figure of an economy, and no price or level, has ever been: sums and powers of them stay numbers. */
export const FIGURES = [-1e18, 1e18] as const
export const PRICES = [1e-6, 1e12] as const

/** @throws RefusedValue `impossibleValue` of an observation */
export function requirePossible(series: string, value: number): void {
  const [low, high] = PLAUSIBLE_VALUES[series] ?? FIGURES
  if (value < low || value > high) throw impossible(series, value, low, high)
}

/** @throws RefusedValue `impossibleValue` of a close */
export function requirePlausible(symbol: InstrumentSymbol, close: number): void {
  const [low, high] = PLAUSIBLE_VALUES[symbol] ?? (MAY_BE_NEGATIVE.includes(symbol) ? FIGURES : PRICES)
  if (!(close >= low && close <= high)) throw impossible(symbol, close, low, high)
}

/**
 * A source that has no prices of a session yet prints zeros, and the close of the session before.
 * @throws RefusedValue `impossibleValue`
 */
export function requireTraded(symbol: InstrumentSymbol, { open, high, low }: BarFigures): void {
  if (open !== 0 || high !== 0 || low !== 0 || MAY_BE_NEGATIVE.includes(symbol)) return
  throw new RefusedValue(
    'impossibleValue',
    `${symbol} has 0 for open, high and low, so its close is that of another session; remove the row`,
  )
}

const impossible = (name: string, value: number, low: number, high: number): RefusedValue =>
  new RefusedValue(
    'impossibleValue',
    `${name} cannot be ${value} (possible is ${low} to ${high}); correct or remove the row`,
  )
