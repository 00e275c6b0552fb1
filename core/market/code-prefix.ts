import type { Board } from './board-key.ts'
import { CODE_PREFIXES, type CodePrefix } from './data/code-prefixes.ts'

const LONGEST_PREFIX = 3

const byExchangeAndPrefix = new Map(CODE_PREFIXES.map((row) => [row.exchange + row.prefix, row]))
const stocksByPrefix = new Map(CODE_PREFIXES.filter((row) => row.stock).map((row) => [row.prefix, row]))

/** Board of a mainland code, or undefined where no range of that exchange matches. */
export function mainlandBoard(exchange: CodePrefix['exchange'], code: string): Board | undefined {
  return longestMatch(byExchangeAndPrefix, exchange, code)?.board
}

/** Exchange of a bare stock code. No stock range is shared by two exchanges. */
export function stockExchange(code: string): CodePrefix['exchange'] | undefined {
  return longestMatch(stocksByPrefix, '', code)?.exchange
}

function longestMatch(rows: ReadonlyMap<string, CodePrefix>, exchange: string, code: string) {
  for (let length = LONGEST_PREFIX; length > 0; length--) {
    const row = rows.get(exchange + code.slice(0, length))
    if (row !== undefined) return row
  }
  return undefined
}
