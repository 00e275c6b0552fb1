import type { TradeDate } from '../../core/market/trade-date.ts'
import type { KeyedState } from '../../runtime/processor/keyed-state.ts'
import { stateType } from '../../runtime/processor/state-type.ts'
import type { SeriesBar } from '../../schemas/generated/events.ts'

/** The newest bar of a series, and the close before it. */
export interface Quote {
  readonly tradeDate: TradeDate
  readonly close: number
  readonly before: number | null
}

export const quoteType = stateType('Quote', { tradeDate: 'int', close: 'double', before: 'double?' })

/** Takes a bar; one of a session that is known already, and one without a positive close, change nothing. */
export function takeQuote(quotes: KeyedState<Quote>, { symbol, tradeDate, close }: SeriesBar): void {
  const known = quotes.get(symbol)
  if (!(close > 0) || (known !== undefined && tradeDate <= known.tradeDate)) return
  quotes.set(symbol, { tradeDate, close, before: known?.close ?? null })
}

/** The bar of a session; undefined where the series has none. */
export function quoteOn(quotes: KeyedState<Quote>, symbol: string, session: TradeDate): Quote | undefined {
  const quote = quotes.get(symbol)
  return quote?.tradeDate === session ? quote : undefined
}

/** Return since the bar before; null where there is none. */
export const returnOf = (quote: Quote | undefined): number | null =>
  quote === undefined || quote.before === null ? null : quote.close / quote.before - 1
