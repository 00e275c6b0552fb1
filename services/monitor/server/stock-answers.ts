import type { StockDay } from '../api/types.ts'
import { toColumns } from './columns.ts'
import type { DayAnswers } from './day-answers.ts'
import { BAR_NAMES, BOARD_MINUTE_NAMES, type StockQueries } from './queries/stock.ts'
import type { NameBook } from './stream/name-book.ts'

/** One symbol's session, put together. */
export class StockAnswers {
  readonly #queries: StockQueries
  readonly #day: DayAnswers
  readonly #names: NameBook

  constructor(queries: StockQueries, day: DayAnswers, names: NameBook) {
    this.#queries = queries
    this.#day = day
    this.#names = names
  }

  async day(dataset: string, date: string, symbol: string, signal: AbortSignal): Promise<StockDay> {
    const [bars, boards, daily, ladder, { events, streamPosition }] = await Promise.all([
      this.#queries.bars(dataset, symbol, date, signal),
      this.#queries.boards(dataset, symbol, date, signal),
      this.#queries.daily(dataset, symbol, date, signal),
      this.#day.ladder(dataset, date, undefined, signal),
      this.#day.events(dataset, date, { symbol }, signal),
      this.#names.load(dataset),
    ])
    const known = this.#names.find(dataset, symbol)
    const summary = ladder.boards.find((board) => board.symbol === symbol) ?? null
    return {
      dataset,
      date,
      symbol,
      name: summary?.name ?? known?.name ?? null,
      industry: known?.industry ?? null,
      concepts: [...(known?.concepts ?? [])],
      daily,
      summary,
      bars: toColumns(BAR_NAMES, bars),
      events,
      boards: toColumns(BOARD_MINUTE_NAMES, boards),
      streamPosition,
    }
  }
}
