import { BoardRow as BoardSchema } from '../../api/boards.ts'
import type { BoardRow, TierRow } from '../../api/types.ts'
import type { NameBook } from '../stream/name-book.ts'
import type { Reader } from './reader.ts'
import { fieldsOf, millisecondsOf, OF_DAY, select } from './select.ts'

export const BOARD_NAMES = fieldsOf(BoardSchema)

/** Of the instrument, not of the row. */
const NAMED = ['name', 'industry', 'concepts']
const TIMES = {
  firstSealTime: millisecondsOf('first_seal_time'),
  lastSealTime: millisecondsOf('last_seal_time'),
}
const OWN_NAMES = BOARD_NAMES.filter((name) => !NAMED.includes(name))
const MINUTE_COLUMNS = select(OWN_NAMES, {
  ...TIMES,
  firstTouchTime: millisecondsOf('first_touch_time'),
  limitUp: 'v.limit_up_price',
})
/** What a closed session's row has no figure for is unknown. */
const DAILY_COLUMNS = select(OWN_NAMES, {
  ...TIMES,
  limitUp: 'v.limit_up_price',
  last: 'v.close',
  state: 'NULL',
  sealVolume: 'NULL',
  sealAmount: 'NULL',
  maxSealAmount: 'NULL',
  firstTouchTime: 'NULL',
  noBook: 'false',
})

type Unnamed = Omit<BoardRow, 'name' | 'industry' | 'concepts'>

/** Boards of a session, at one of its minutes or at the close. */
export class BoardQueries {
  readonly #reader: Reader
  readonly #names: NameBook

  constructor(reader: Reader, names: NameBook) {
    this.#reader = reader
    this.#names = names
  }

  /** Newest minute that has boards at or before one; null where there is none. */
  async newestMinute(
    dataset: string,
    date: string,
    minute: number,
    signal: AbortSignal,
  ): Promise<number | null> {
    const [row] = await this.#reader.rows<{ readonly minute: number | null }>(
      'newest-board-minute',
      `SELECT if(count() = 0, NULL, max(v.minute_index)) AS minute FROM sentiment_minute_all AS v
       WHERE ${OF_DAY} AND v.minute_index <= {minute:UInt16}`,
      { dataset, date, minute },
      signal,
    )
    return row?.minute ?? null
  }

  async atMinute(dataset: string, date: string, minute: number, signal: AbortSignal): Promise<BoardRow[]> {
    const byMinute = await this.between(dataset, date, { from: minute, to: minute }, signal)
    return [...(byMinute.get(minute) ?? [])]
  }

  /** Boards at each of the minutes [from, to] that has some. */
  async between(
    dataset: string,
    date: string,
    { from, to }: { readonly from: number; readonly to: number },
    signal: AbortSignal,
  ): Promise<ReadonlyMap<number, readonly BoardRow[]>> {
    const rows = await this.#reader.rows<Unnamed & { readonly minute: number }>(
      'boards',
      `SELECT ${MINUTE_COLUMNS}, v.minute_index AS minute FROM board_minute_all AS v
       WHERE ${OF_DAY} AND v.minute_index BETWEEN {from:UInt16} AND {to:UInt16}`,
      { dataset, date, from, to },
      signal,
    )
    const byMinute = new Map<number, BoardRow[]>()
    for (const { minute, ...row } of await this.named(dataset, date, rows, signal)) {
      const boards = byMinute.get(minute)
      if (boards === undefined) byMinute.set(minute, [row])
      else boards.push(row)
    }
    return byMinute
  }

  async atClose(dataset: string, date: string, signal: AbortSignal): Promise<BoardRow[]> {
    const rows = await this.#reader.rows<Unnamed>(
      'limit-states',
      `SELECT ${DAILY_COLUMNS} FROM limit_states_all AS v WHERE ${OF_DAY}`,
      { dataset, date },
      signal,
    )
    return this.named(dataset, date, rows, signal)
  }

  /** The ladder's tiers at a minute, from the row of that minute, or of the closed session: none before the close. */
  async tiers(dataset: string, date: string, minute: number | null, signal: AbortSignal): Promise<TierRow[]> {
    const [columns, view, where] =
      minute === null
        ? ['tier, boards, base, promoted, NULL AS touched', 'ladder_daily_all', 'v.final']
        : ['tier, boards, base, promoted, touched', 'ladder_minute_all', 'v.minute_index = {minute:UInt16}']
    return await this.#reader.rows<TierRow>(
      'tiers',
      `SELECT ${columns} FROM ${view} AS v
       WHERE ${OF_DAY} AND ${where} ORDER BY tier`,
      { dataset, date, minute: minute ?? 0 },
      signal,
    )
  }

  /** Names as they were on that day, where its bars print them. */
  async named<Row extends { readonly symbol: string }>(
    dataset: string,
    date: string,
    rows: readonly Row[],
    signal: AbortSignal,
  ): Promise<(Row & Pick<BoardRow, 'name' | 'industry' | 'concepts'>)[]> {
    await this.#names.load(dataset)
    const onDay = await this.#dayNames(dataset, date, [...new Set(rows.map(({ symbol }) => symbol))], signal)
    return rows.map((row) => {
      const known = this.#names.find(dataset, row.symbol)
      return {
        ...row,
        name: onDay.get(row.symbol) ?? known?.name ?? null,
        industry: known?.industry ?? null,
        concepts: [...(known?.concepts ?? [])],
      }
    })
  }

  async #dayNames(
    dataset: string,
    date: string,
    symbols: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> {
    if (symbols.length === 0) return new Map()
    const rows = await this.#reader.rows<{ readonly symbol: string; readonly name: string }>(
      'day-names',
      `SELECT symbol, name FROM bars_1d_all AS v
       WHERE ${OF_DAY} AND v.symbol IN {symbols:Array(String)} AND v.name IS NOT NULL`,
      { dataset, date, symbols },
      signal,
    )
    return new Map(rows.map(({ symbol, name }) => [symbol, name]))
  }
}

/** Tallest first, then who sealed first; sealed before broken before the rest. */
export function ladderOrder(left: BoardRow, right: BoardRow): number {
  return (
    RANK[right.up] - RANK[left.up] ||
    right.streak - left.streak ||
    right.previousStreak - left.previousStreak ||
    (left.firstSealTime ?? Number.MAX_SAFE_INTEGER) - (right.firstSealTime ?? Number.MAX_SAFE_INTEGER) ||
    (left.symbol < right.symbol ? -1 : 1)
  )
}

const RANK = { sealed: 2, broken: 1, none: 0 } as const
