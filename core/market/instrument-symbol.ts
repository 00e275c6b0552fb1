import { stockExchange } from './code-prefix.ts'

/** Exchange-suffixed code, e.g. `600519.SH`, `000001.SZ`, `920819.BJ`, `000300.SH`, `SPX.US`. */
export type InstrumentSymbol = string & { readonly brand: 'InstrumentSymbol' }

/** Suffixes of symbols: the mainland's exchanges, foreign markets and index publishers. */
export type Exchange = 'SH' | 'SZ' | 'BJ' | 'HK' | 'US' | 'CSI' | 'CNI' | 'WI' | 'SI'

/** Suffixes as sources print them: ours, Yahoo's SS and the ISO 10383 codes XSHG, XSHE, XBSE. */
const EXCHANGES: ReadonlyMap<string, Exchange> = new Map([
  ['SH', 'SH'],
  ['SS', 'SH'],
  ['XSHG', 'SH'],
  ['SZ', 'SZ'],
  ['XSHE', 'SZ'],
  ['BJ', 'BJ'],
  ['XBSE', 'BJ'],
  ['HK', 'HK'],
  ['US', 'US'],
  ['CSI', 'CSI'],
  ['CNI', 'CNI'],
  ['WI', 'WI'],
  ['SI', 'SI'],
])

const SIX_DIGITS = /^\d{6}$/
const PREFIXED = /^(SH|SZ|BJ)\.?(\d{6})$/
const SUFFIXED = /^([A-Z0-9^][A-Z0-9^._-]*)\.([A-Z]{2,4})$/

/**
 * A symbol in any usual spelling: `600519.SH`, `sh600519`, `SH600519`, `sh.600519`, `600519.XSHG`,
 * `SPX.US`. A mainland code must have six digits. Undefined for anything else, bare codes included.
 */
export function parseSymbol(text: string): InstrumentSymbol | undefined {
  const upper = text.toUpperCase()
  const prefixed = PREFIXED.exec(upper)
  if (prefixed !== null) return symbolOf(prefixed[2]!, prefixed[1] as Exchange)
  const suffixed = SUFFIXED.exec(upper)
  const exchange = suffixed === null ? undefined : EXCHANGES.get(suffixed[2]!)
  if (suffixed === null || exchange === undefined) return undefined
  const code = suffixed[1]!
  return isMainland(exchange) && !SIX_DIGITS.test(code) ? undefined : symbolOf(code, exchange)
}

/**
 * The symbol of a bare six-digit stock code (A or B share), e.g. `920002` -> `920002.BJ`. Undefined
 * for codes of no known stock range. Codes of indices and funds need their exchange: `000001` bare is
 * Ping An Bank in Shenzhen, never the Composite index in Shanghai.
 */
export function stockSymbol(code: string): InstrumentSymbol | undefined {
  const exchange = SIX_DIGITS.test(code) ? stockExchange(code) : undefined
  return exchange === undefined ? undefined : symbolOf(code, exchange)
}

/** The part before the exchange suffix. */
export function codeOf(symbol: InstrumentSymbol): string {
  return symbol.slice(0, symbol.lastIndexOf('.'))
}

/** The exchange suffix. */
export function exchangeOf(symbol: InstrumentSymbol): Exchange {
  return symbol.slice(symbol.lastIndexOf('.') + 1) as Exchange
}

function symbolOf(code: string, exchange: Exchange): InstrumentSymbol {
  return `${code}.${exchange}` as InstrumentSymbol
}

function isMainland(exchange: Exchange): boolean {
  return exchange === 'SH' || exchange === 'SZ' || exchange === 'BJ'
}
