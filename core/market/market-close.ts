import { CBOE_CLOSE, CBOE_CODES, MARKET_CLOSES } from './data/market-closes.ts'
import { codeOf, type InstrumentSymbol } from './instrument-symbol.ts'
import { newYorkTime } from './new-york-time.ts'
import { type EventTime, shanghaiTime, type TradeDate } from './trade-date.ts'

/** Whose sessions a date belongs to. */
export type Market = 'CN' | 'HK' | 'US'

/**
 * When the close of a session can be known: the New York close of a Friday is Saturday 04:00 in Shanghai, or 05:00
 * in winter (domain.md D1, D4).
 */
export function marketClose(market: Market, tradeDate: TradeDate, symbol?: InstrumentSymbol): EventTime {
  const { zone, hour, minute } = MARKET_CLOSES[market]
  if (zone === 'shanghai') return shanghaiTime(tradeDate, hour, minute)
  const isCboe = symbol !== undefined && CBOE_CODES.includes(codeOf(symbol))
  return isCboe
    ? newYorkTime(tradeDate, CBOE_CLOSE.hour, CBOE_CLOSE.minute)
    : newYorkTime(tradeDate, hour, minute)
}

/** The market of a symbol by its suffix: US and HK, all others are Chinese. */
export function marketOf(symbol: string): Market {
  if (symbol.endsWith('.US')) return 'US'
  return symbol.endsWith('.HK') ? 'HK' : 'CN'
}
