import { boardOf, isAShare } from '../../../core/market/board.ts'
import { mainlandBoard } from '../../../core/market/code-prefix.ts'
import {
  codeOf,
  exchangeOf,
  type InstrumentSymbol,
  parseSymbol,
  stockSymbol,
} from '../../../core/market/instrument-symbol.ts'
import { otherExchange } from './other-codes.ts'

export type SymbolKind = 'aShare' | 'notAShare'

/** What stands for a symbol that could not be resolved. */
export const UNKNOWN_SYMBOL = -1

const ZERO = 48
const NINE = 57
const POINT = 46
const LOWER_CASE = 32
const LETTER_BEFORE_A = 96
const CODES = 1_000_000
/** `600519.XSHG`: letters and digits together stay below 2^53 as one map key. */
const LONGEST_SYMBOL = 11

/** Numbers the symbols of one run, so that rows carry a small integer instead of text. */
export class SymbolTable {
  readonly symbols: InstrumentSymbol[] = []
  readonly kinds: SymbolKind[] = []
  readonly #byText = new Map<string, number>()
  readonly #byKey = new Map<number, number>()
  #lastKey = -1
  #lastSymbol = UNKNOWN_SYMBOL

  /**
   * Reads `600519`, `600519.SH`, `sh.600519`, `SH600519`; also `1270` for `001270`, as spreadsheets drop
   * leading zeros. Returns the symbol's number, or `UNKNOWN_SYMBOL`.
   */
  read(bytes: Uint8Array, start: number, end: number): number {
    let letters = 0
    let code = 0
    let digits = 0
    let closed = false
    for (let i = start; i < end; i++) {
      const byte = bytes[i]!
      const letter = (byte | LOWER_CASE) - LETTER_BEFORE_A
      if (byte >= ZERO && byte <= NINE && !closed) {
        code = code * 10 + (byte - ZERO)
        digits++
      } else if (letter >= 1 && letter <= 26 && (digits === 0 || closed || letters === 0)) {
        letters = letters * 27 + letter
        closed = digits > 0
      } else if (byte !== POINT) return this.ofText(latin1(bytes, start, end))
    }
    if (digits === 0 || end - start > LONGEST_SYMBOL) return this.ofText(latin1(bytes, start, end))
    const key = letters * CODES + code
    if (key === this.#lastKey) return this.#lastSymbol
    let symbol = this.#byKey.get(key)
    if (symbol === undefined) {
      symbol = this.ofText(latin1(bytes, start, end))
      this.#byKey.set(key, symbol)
    }
    this.#lastKey = key
    this.#lastSymbol = symbol
    return symbol
  }

  /** The same for text. */
  ofText(text: string): number {
    const known = this.#byText.get(text)
    if (known !== undefined) return known
    const resolved = resolve(text.trim())
    const number = resolved === undefined ? UNKNOWN_SYMBOL : this.#numberOf(resolved)
    this.#byText.set(text, number)
    return number
  }

  /** Position of every symbol in alphabetical order. */
  ranks(): Int32Array {
    const order = [...this.symbols.keys()].sort((a, b) => (this.symbols[a]! < this.symbols[b]! ? -1 : 1))
    const ranks = new Int32Array(this.symbols.length)
    for (const [rank, symbol] of order.entries()) ranks[symbol] = rank
    return ranks
  }

  #numberOf(symbol: InstrumentSymbol): number {
    const known = this.#byText.get(symbol)
    if (known !== undefined) return known
    const number = this.symbols.length
    this.symbols.push(symbol)
    this.kinds.push(isAShare(boardOf(symbol)) ? 'aShare' : 'notAShare')
    this.#byText.set(symbol, number)
    return number
  }
}

function resolve(text: string): InstrumentSymbol | undefined {
  if (/^\d{1,6}$/.test(text)) {
    const code = text.padStart(6, '0')
    const exchange = otherExchange(code)
    return stockSymbol(code) ?? (exchange && parseSymbol(`${code}.${exchange}`))
  }
  const symbol = parseSymbol(text.replace(/^([A-Za-z]{2})_/, '$1'))
  return symbol !== undefined && isKnown(symbol) ? symbol : undefined
}

function isKnown(symbol: InstrumentSymbol): boolean {
  const exchange = exchangeOf(symbol)
  const code = codeOf(symbol)
  if (exchange !== 'SH' && exchange !== 'SZ' && exchange !== 'BJ') return true
  return mainlandBoard(exchange, code) !== undefined || otherExchange(code, exchange) !== undefined
}

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
