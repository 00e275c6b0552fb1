import { CalendarError } from '../errors.ts'
import { formatTradeDate, type TradeDate, yearOf } from './trade-date.ts'

/**
 * The sessions of an exchange, as data. It never guesses: a question about a day outside
 * [first, last] throws a CalendarError, because weekdays are no calendar.
 */
export class TradingCalendar {
  readonly first: TradeDate
  readonly last: TradeDate
  private readonly sessions: readonly TradeDate[]
  private readonly positions: ReadonlyMap<TradeDate, number>

  /** `sessions` strictly rising and not empty. */
  constructor(sessions: readonly TradeDate[]) {
    const first = sessions[0]
    if (first === undefined) throw new CalendarError('unsorted', 'a trading calendar needs a session')
    for (let index = 1; index < sessions.length; index++) {
      if (sessions[index]! > sessions[index - 1]!) continue
      throw new CalendarError(
        'unsorted',
        `session ${sessions[index]} follows ${sessions[index - 1]}; sort the sessions and drop duplicates`,
      )
    }
    this.sessions = [...sessions]
    this.positions = new Map(sessions.map((session, position) => [session, position]))
    this.first = first
    this.last = sessions.at(-1)!
  }

  /** Every session, rising. */
  get all(): readonly TradeDate[] {
    return this.sessions
  }

  isSession(date: TradeDate): boolean {
    this.requireCovered(date)
    return this.positions.has(date)
  }

  /** The last session before a day. */
  previous(date: TradeDate): TradeDate {
    this.requireCovered(date)
    return this.at(this.countBefore(date) - 1)
  }

  /** The first session after a day. */
  next(date: TradeDate): TradeDate {
    this.requireCovered(date)
    return this.at(this.countThrough(date))
  }

  /** The session `count` sessions after a session (before it, if negative). */
  shift(session: TradeDate, count: number): TradeDate {
    this.requireCovered(session)
    const position = this.positions.get(session)
    if (position === undefined) {
      throw new CalendarError('notASession', `${formatTradeDate(session)} is not a session of the exchange`)
    }
    return this.at(position + count)
  }

  /** How many sessions lie in (fromExclusive, toInclusive]; negative when the days are reversed. */
  countBetween(fromExclusive: TradeDate, toInclusive: TradeDate): number {
    this.requireCovered(fromExclusive)
    this.requireCovered(toInclusive)
    return this.countThrough(toInclusive) - this.countThrough(fromExclusive)
  }

  /** Whether a question about the day can be answered. */
  covers(date: TradeDate): boolean {
    return date >= this.first && date <= this.last
  }

  /** This calendar and the sessions that lie beyond its ends, of another source. What it covers stands. */
  extendedBy(sessions: readonly TradeDate[]): TradingCalendar {
    const beyond = [...new Set(sessions)].filter((session) => !this.covers(session))
    if (beyond.length === 0) return this
    return new TradingCalendar([...this.sessions, ...beyond].sort((a, b) => a - b))
  }

  /** Sessions of a calendar year, as far as the calendar reaches into it. */
  sessionsOfYear(year: number): readonly TradeDate[] {
    if (year > yearOf(this.last)) throw this.beyondEnd(String(year))
    if (year < yearOf(this.first)) throw this.beforeStart(String(year))
    const from = this.countBefore((year * 10_000) as TradeDate)
    const until = this.countBefore(((year + 1) * 10_000) as TradeDate)
    return this.sessions.slice(from, until)
  }

  private at(position: number): TradeDate {
    const session = this.sessions[position]
    if (session !== undefined) return session
    throw position < 0 ? this.beforeStart('an earlier session') : this.beyondEnd('a later session')
  }

  private countBefore(date: TradeDate): number {
    return this.positions.get(date) ?? this.lowerBound(date)
  }

  private countThrough(date: TradeDate): number {
    const position = this.positions.get(date)
    return position === undefined ? this.lowerBound(date) : position + 1
  }

  private lowerBound(date: TradeDate): number {
    let low = 0
    let high = this.sessions.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.sessions[middle]! < date) low = middle + 1
      else high = middle
    }
    return low
  }

  private requireCovered(date: TradeDate): void {
    if (date > this.last) throw this.beyondEnd(formatTradeDate(date))
    if (date < this.first) throw this.beforeStart(formatTradeDate(date))
  }

  private beyondEnd(asked: string): CalendarError {
    return new CalendarError(
      'beyondEnd',
      `calendar ends at ${formatTradeDate(this.last)}, asked for ${asked}; add the next published year with npx tsx tools/trading-days.ts --published YEAR=MMDD,MMDD-MMDD,...`,
    )
  }

  private beforeStart(asked: string): CalendarError {
    return new CalendarError(
      'beforeStart',
      `calendar starts at ${formatTradeDate(this.first)}, asked for ${asked}; add earlier years with npx tsx tools/trading-days.ts --observed FILE`,
    )
  }
}
