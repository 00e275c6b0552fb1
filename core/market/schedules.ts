import { CalendarError } from '../errors.ts'
import {
  addDays,
  dayOfWeek,
  type EventTime,
  formatTradeDate,
  shanghaiDate,
  shanghaiTime,
  type TradeDate,
  yearOf,
} from './trade-date.ts'
import type { TradingCalendar } from './trading-calendar.ts'

/** Stretches of time after which strategies rebalance; a week is an ISO week, Monday to Sunday. */
export type Period = 'week' | 'month' | 'quarter' | 'year'

/** First calendar day of the period that a day lies in: it names the period and puts periods in order. */
export function periodStart(period: Period, date: TradeDate): TradeDate {
  const month = Math.floor(date / 100) % 100
  switch (period) {
    case 'week':
      return addDays(date, 1 - dayOfWeek(date))
    case 'month':
      return dateOf(yearOf(date), month)
    case 'quarter':
      return dateOf(yearOf(date), month - ((month - 1) % 3))
    case 'year':
      return dateOf(yearOf(date), 1)
  }
}

/** First calendar day of the period after the one that a day lies in. */
export function nextPeriodStart(period: Period, date: TradeDate): TradeDate {
  return periodStart(period, addDays(periodStart(period, date), LONGEST_DAYS[period]))
}

/**
 * Sessions of the period that a day lies in, rising; none if the exchange is closed throughout (whole weeks
 * of Spring Festival and National Day).
 * @throws CalendarError where the calendar does not reach the last weekday of the period, or ends before it begins.
 * The first session that a calendar knows is taken as the first of its periods.
 */
export function sessionsOf(calendar: TradingCalendar, period: Period, date: TradeDate): readonly TradeDate[] {
  const from = periodStart(period, date)
  const until = nextPeriodStart(period, date)
  requireKnown(calendar, from, until)
  const sessions: TradeDate[] = []
  for (let day = laterOf(from, calendar.first); day < until && day <= calendar.last; day = addDays(day, 1))
    if (calendar.isSession(day)) sessions.push(day)
  return sessions
}

/** First session of the period that a day lies in; null if there is none. */
export function firstSessionOf(calendar: TradingCalendar, period: Period, date: TradeDate): TradeDate | null {
  return sessionsOf(calendar, period, date)[0] ?? null
}

/** Last session of the period that a day lies in; null if there is none. */
export function lastSessionOf(calendar: TradingCalendar, period: Period, date: TradeDate): TradeDate | null {
  return sessionsOf(calendar, period, date).at(-1) ?? null
}

/** Whether a session is the first of its week, month, quarter or year. */
export function isFirstSessionOf(calendar: TradingCalendar, period: Period, session: TradeDate): boolean {
  if (session > calendar.first && calendar.isSession(session))
    return calendar.previous(session) < periodStart(period, session)
  return firstSessionOf(calendar, period, session) === session
}

/** Whether a session is the last of its week, month, quarter or year. */
export function isLastSessionOf(calendar: TradingCalendar, period: Period, session: TradeDate): boolean {
  if (session < calendar.last && calendar.isSession(session))
    return calendar.next(session) >= nextPeriodStart(period, session)
  return lastSessionOf(calendar, period, session) === session
}

/** First session after a calendar day (a release date, a Friday), that day excluded. */
export function firstSessionAfter(calendar: TradingCalendar, date: TradeDate): TradeDate {
  return calendar.next(date)
}

/** When the opening price of a session is made: orders for it have to be there before (opening auction 09:15-09:25). */
export function openingAuction(session: TradeDate): EventTime {
  return shanghaiTime(session, 9, 25)
}

/** A decision that is made once a week. */
export interface WeeklyDecision {
  /** Saturday 06:00 Shanghai. */
  readonly decidedAt: EventTime
  /** Last Chinese session before it. */
  readonly tradeDate: TradeDate
  /** First Chinese session after it, in the week that follows. */
  readonly effective: TradeDate
}

/**
 * When the weekly decision is made in the week that a day lies in: Saturday 06:00 Shanghai, behind the close of
 * the week's last US session (Saturday 04:00 or 05:00). Figures of that Friday are in it, those of Monday are not.
 */
export function weeklyDecisionTime(date: TradeDate): EventTime {
  return shanghaiTime(addDays(periodStart('week', date), 5), 6, 0)
}

/**
 * The decision of the week that a day lies in; null if the week that follows has no session: then there is nothing
 * to rebalance, and the Saturday after it decides (domain.md C4, step 6).
 * @throws CalendarError where the calendar does not know the week that follows.
 */
export function weeklyDecision(calendar: TradingCalendar, date: TradeDate): WeeklyDecision | null {
  const saturday = addDays(periodStart('week', date), 5)
  const effective = firstSessionOf(calendar, 'week', addDays(saturday, 7))
  if (effective === null) return null
  return { decidedAt: weeklyDecisionTime(date), tradeDate: calendar.previous(effective), effective }
}

/**
 * Weekly decisions with `after < decidedAt <= until`, rising. Weeks that the calendar does not know are left out:
 * nobody can say whether they are traded.
 */
export function weeklyDecisions(
  calendar: TradingCalendar,
  after: EventTime,
  until: EventTime,
): readonly WeeklyDecision[] {
  const decisions: WeeklyDecision[] = []
  let monday = laterOf(
    periodStart('week', shanghaiDate(after)),
    addDays(periodStart('week', calendar.first), 7),
  )
  for (; weeklyDecisionTime(monday) <= until; monday = addDays(monday, 7)) {
    if (weeklyDecisionTime(monday) <= after) continue
    if (lastWeekday(addDays(monday, 7), addDays(monday, 14)) > calendar.last) break
    const decision = weeklyDecision(calendar, monday)
    if (decision !== null) decisions.push(decision)
  }
  return decisions
}

/** No period is longer: a day so many days after a period's first lies in the period that follows. */
const LONGEST_DAYS: Readonly<Record<Period, number>> = { week: 7, month: 31, quarter: 92, year: 366 }

const SATURDAY = 6

const dateOf = (year: number, month: number): TradeDate => (year * 10_000 + month * 100 + 1) as TradeDate

const laterOf = (a: TradeDate, b: TradeDate): TradeDate => (a > b ? a : b)

function lastWeekday(from: TradeDate, until: TradeDate): TradeDate {
  let day = addDays(until, -1)
  while (day > from && dayOfWeek(day) >= SATURDAY) day = addDays(day, -1)
  return day
}

function requireKnown(calendar: TradingCalendar, from: TradeDate, until: TradeDate): void {
  const last = lastWeekday(from, until)
  if (last > calendar.last)
    throw new CalendarError(
      'beyondEnd',
      `calendar ends at ${formatTradeDate(calendar.last)}, asked for the sessions until ${formatTradeDate(last)}; add the next published year with npx tsx tools/trading-days.ts --published YEAR=MMDD,MMDD-MMDD,...`,
    )
  if (until <= calendar.first)
    throw new CalendarError(
      'beforeStart',
      `calendar starts at ${formatTradeDate(calendar.first)}, asked for the sessions from ${formatTradeDate(from)}; ask for a later period`,
    )
}
