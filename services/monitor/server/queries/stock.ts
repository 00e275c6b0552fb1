import {
  MinuteBarRow as BarSchema,
  BoardMinuteRow as BoardMinuteSchema,
  DailyBarRow as DailyBarSchema,
} from '../../api/stock.ts'
import type { BoardMinuteRow, DailyBarRow, MinuteBarRow } from '../../api/types.ts'
import type { Reader } from './reader.ts'
import { fieldsOf, MINUTE, OF_DAY, select } from './select.ts'

export const BAR_NAMES = fieldsOf(BarSchema)
export const BOARD_MINUTE_NAMES = fieldsOf(BoardMinuteSchema)

const DAILY_COLUMNS = select(fieldsOf(DailyBarSchema))
const BAR_COLUMNS = select(BAR_NAMES, MINUTE)
const BOARD_COLUMNS = select(BOARD_MINUTE_NAMES, MINUTE)
const WHERE = `AS v WHERE ${OF_DAY} AND v.symbol = {symbol:String}`

/** One symbol's session. */
export class StockQueries {
  readonly #reader: Reader

  constructor(reader: Reader) {
    this.#reader = reader
  }

  bars(dataset: string, symbol: string, date: string, signal: AbortSignal): Promise<MinuteBarRow[]> {
    const query = `SELECT ${BAR_COLUMNS} FROM bars_1m_all ${WHERE} ORDER BY minute`
    return this.#reader.rows<MinuteBarRow>('stock-bars', query, { dataset, symbol, date }, signal)
  }

  boards(dataset: string, symbol: string, date: string, signal: AbortSignal): Promise<BoardMinuteRow[]> {
    const query = `SELECT ${BOARD_COLUMNS} FROM board_minute_all ${WHERE} ORDER BY minute`
    return this.#reader.rows<BoardMinuteRow>('stock-boards', query, { dataset, symbol, date }, signal)
  }

  async daily(
    dataset: string,
    symbol: string,
    date: string,
    signal: AbortSignal,
  ): Promise<DailyBarRow | null> {
    const query = `SELECT ${DAILY_COLUMNS} FROM bars_1d_all ${WHERE}`
    const [row] = await this.#reader.rows<DailyBarRow>(
      'stock-daily',
      query,
      { dataset, symbol, date },
      signal,
    )
    return row ?? null
  }
}
