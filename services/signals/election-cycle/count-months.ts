import { type EventTime, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import { signalOutput } from '../../../runtime/processor/signal-output.ts'
import type { SeriesBar } from '../../../schemas/generated/events.ts'
import { type CycleMonth, cycleMonthFigures, NO_MONTHS } from './cycle-month.ts'
import {
  CYCLE_YEARS,
  type CycleYear,
  cycleYearOf,
  firstDayOf,
  type Month,
  monthOf,
  nextMonth,
} from './cycle-years.ts'
import { ELECTION_INDICES, MONTH_END_HOUR } from './election-rules.ts'
import type { ElectionState, Emit, MonthBook } from './election-stores.ts'

const DUE = 'due'

/** Takes the close of a session into the book of its index. What is not newer than the book is left out. */
export function takeClose(bar: SeriesBar, state: ElectionState): void {
  const { symbol, tradeDate, close } = bar
  if (!(ELECTION_INDICES as readonly string[]).includes(symbol) || close <= 0) return
  const book = state.books.get(symbol)
  if (book !== undefined && tradeDate <= book.tradeDate) return
  const month = monthOf(tradeDate)
  if (book?.counted && month === book.month) return
  const base = book === undefined || month === book.month ? (book?.base ?? null) : baseAfter(book, month)
  state.books.set(symbol, { month, tradeDate, close, base, counted: false })
  if (state.clock.get(DUE) === undefined) state.clock.set(DUE, { due: endOf(month) })
}

/** Counts the months that are over at a moment, and says what the next month has been like. */
export function countMonths(until: EventTime, state: ElectionState, emit: Emit): void {
  const due = state.clock.get(DUE)?.due
  if (due === undefined || until < due) return
  state.clock.delete(DUE)
  for (const symbol of ELECTION_INDICES) {
    const book = state.books.get(symbol)
    if (book === undefined || book.counted || endOf(book.month) > due) continue
    state.books.set(symbol, { ...book, counted: true })
    if (book.base !== null) count(symbol, book, book.close / book.base - 1, state)
    say(symbol, book, due, state, emit)
  }
}

function count(symbol: string, { month }: MonthBook, change: number, state: ElectionState): void {
  const year = Math.floor(month / 100)
  const key = cellKey(symbol, cycleYearOf(year), month)
  const { years, returns } = state.months.get(key) ?? NO_MONTHS
  state.months.set(key, { years: [...years, year], returns: [...returns, change] })
}

/** The month that is over, with itself counted, and the month that begins, as it was until now. */
function say(symbol: string, book: MonthBook, due: EventTime, state: ElectionState, emit: Emit): void {
  if (book.base !== null) emit(row(symbol, book, due, book.month, false, state))
  emit(row(symbol, book, due, nextMonth(book.month), true, state))
}

function row(
  symbol: string,
  { tradeDate }: MonthBook,
  eventTime: EventTime,
  month: Month,
  current: boolean,
  state: ElectionState,
): Parameters<Emit>[0] {
  const cycle = cycleYearOf(Math.floor(month / 100))
  const subject = current ? `${symbol}:current` : cellKey(symbol, cycle, month)
  const { value, state: says, components } = cycleMonthFigures(cyclesOf(symbol, month, state), cycle)
  return signalOutput('calendarEffects', {
    signal: 'election_month',
    subject,
    tradeDate,
    eventTime,
    value,
    state: says,
    components: { ...components, month: month % 100, year: Math.floor(month / 100) },
    notes: { index: symbol, cycle },
  })
}

function cyclesOf(
  symbol: string,
  month: Month,
  state: ElectionState,
): Partial<Record<CycleYear, CycleMonth>> {
  return Object.fromEntries(
    CYCLE_YEARS.map((cycle) => [cycle, state.months.get(cellKey(symbol, cycle, month)) ?? NO_MONTHS]),
  )
}

/** `SPX.US:midterm:06`. */
const cellKey = (symbol: string, cycle: CycleYear, month: Month): string =>
  `${symbol}:${cycle}:${String(month % 100).padStart(2, '0')}`

/** A return needs the close of the month right before. */
const baseAfter = (book: MonthBook, month: Month): number | null =>
  nextMonth(book.month) === month ? book.close : null

const endOf = (month: Month): EventTime =>
  shanghaiTime(firstDayOf(nextMonth(month)) as TradeDate, MONTH_END_HOUR, 0)
