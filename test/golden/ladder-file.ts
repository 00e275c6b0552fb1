import { stockSymbol } from '../../core/market/instrument-symbol.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { csvRows, fen } from './csv-rows.ts'

/** A limit-up close as the ladder file has it. Prices in fen. */
export interface LadderRow {
  readonly symbol: string
  /** As of 2026-01. */
  readonly name: string
  readonly close: number
  readonly prevClose: number
  readonly limit: number
  readonly boards: number
}

/** Rows of limit-up/ladder_*.csv[.gz] by session and symbol. */
export function readLadder(path: string): ReadonlyMap<TradeDate, ReadonlyMap<string, LadderRow>> {
  const days = new Map<TradeDate, Map<string, LadderRow>>()
  for (const row of csvRows(path)) {
    const tradeDate = Number(row.date) as TradeDate
    const symbol = stockSymbol(row.code!)!
    const day = days.get(tradeDate) ?? new Map<string, LadderRow>()
    days.set(tradeDate, day)
    day.set(symbol, {
      symbol,
      name: row.name!,
      close: fen(row.close!),
      prevClose: fen(row.prev_close!),
      limit: fen(row.limit_price!),
      boards: Number(row.boards),
    })
  }
  return days
}

/** One row of limit-up/promotion_rates_*.csv: of `total` shares with `level` boards `promoted` sealed again. */
export interface PublishedPromotion {
  readonly tradeDate: TradeDate
  readonly level: number
  readonly total: number
  readonly promoted: number
}

export function readPromotions(path: string): PublishedPromotion[] {
  return csvRows(path).map((row) => ({
    tradeDate: Number(row.date!.replaceAll('-', '')) as TradeDate,
    level: Number(row.board_level),
    total: Number(row.total),
    promoted: Number(row.promoted),
  }))
}
