import type { Board } from './board-key.ts'
import { mainlandBoard } from './code-prefix.ts'
import { codeOf, exchangeOf, type InstrumentSymbol } from './instrument-symbol.ts'

export type { Board }

/**
 * Board of a symbol by its code range. B shares, bonds, repo and everything foreign are OTHER; symbols
 * of index publishers are INDEX.
 */
export function boardOf(symbol: InstrumentSymbol): Board {
  const exchange = exchangeOf(symbol)
  switch (exchange) {
    case 'SH':
    case 'SZ':
    case 'BJ':
      return mainlandBoard(exchange, codeOf(symbol)) ?? 'OTHER'
    case 'CSI':
    case 'CNI':
    case 'WI':
    case 'SI':
      return 'INDEX'
    default:
      return 'OTHER'
  }
}

/** Whether shares of this board are A shares. */
export function isAShare(board: Board): boolean {
  return board !== 'INDEX' && board !== 'FUND' && board !== 'OTHER'
}
