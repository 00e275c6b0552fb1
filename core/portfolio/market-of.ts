import { exchangeOf, type InstrumentSymbol } from '../market/instrument-symbol.ts'

/** Markets with sessions of their own. */
export type Market = 'CN' | 'HK' | 'US'

/** Whose sessions a symbol trades in. Indices and baskets that cannot be traded as such count to their home market. */
export function marketOf(symbol: InstrumentSymbol): Market {
  const exchange = exchangeOf(symbol)
  return exchange === 'US' || exchange === 'HK' ? exchange : 'CN'
}
