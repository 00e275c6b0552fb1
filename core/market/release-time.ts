import { RELEASE_RULES, type ReleaseRule } from './data/release-rules.ts'
import { newYorkTime } from './new-york-time.ts'
import {
  addDays,
  daysSinceEpoch,
  type EventTime,
  shanghaiTime,
  type TradeDate,
  tradeDateFromDays,
} from './trade-date.ts'
import type { TradingCalendar } from './trading-calendar.ts'

/**
 * The latest usual moment of release of an observation by rule; undefined for a series without one.
 * @param period last day of what the value is about
 * @param calendar Chinese sessions
 */
export function releaseTime(
  series: string,
  period: TradeDate,
  calendar: TradingCalendar,
): EventTime | undefined {
  const rule = ruleOf(series, period)
  return rule === undefined ? undefined : clock(rule, releaseDay(rule, period, calendar))
}

/** The moment of a release whose date is printed: the rule's hour, where the series has one. */
export function releaseOnDay(series: string, period: TradeDate, day: TradeDate): EventTime {
  return clock(ruleOf(series, period) ?? ANY, day)
}

/** The last day of a month. */
export function monthEnd(year: number, month: number): TradeDate {
  const next = month === 12 ? (year + 1) * 10_000 + 101 : year * 10_000 + (month + 1) * 100 + 1
  return addDays(next as TradeDate, -1)
}

/** Hour of a release that nothing is known of: in the evening. */
const ANY: ReleaseRule = { series: '*', at: [20, 0] }

function ruleOf(series: string, period: TradeDate): ReleaseRule | undefined {
  const month = Math.floor(period / 100) % 100
  return RELEASE_RULES.find(
    (rule) =>
      fits(rule.series, series) &&
      period >= (rule.from ?? 0) &&
      (rule.months === undefined || rule.months.includes(month)),
  )
}

const fits = (pattern: string, series: string): boolean =>
  pattern.endsWith('*') ? series.startsWith(pattern.slice(0, -1)) : series === pattern

function clock({ at: [hour, minute], zone }: ReleaseRule, day: TradeDate): EventTime {
  return zone === 'newYork' ? newYorkTime(day, hour, minute) : shanghaiTime(day, hour, minute)
}

function releaseDay(rule: ReleaseRule, period: TradeDate, calendar: TradingCalendar): TradeDate {
  if (rule.sessionsAfter !== undefined) return sessionAfter(period, calendar)
  if (rule.monthsAfter === undefined) return tradeDateFromDays(daysSinceEpoch(period) + (rule.daysAfter ?? 0))
  const months = Math.floor(period / 10_000) * 12 + (Math.floor(period / 100) % 100) - 1 + rule.monthsAfter
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1]
  return rule.day === 'last' || rule.day === undefined
    ? monthEnd(year, month)
    : ((year * 10_000 + month * 100 + rule.day) as TradeDate)
}

/** Beyond the calendar a week later: no session follows another by more, but for spring and October. */
function sessionAfter(period: TradeDate, calendar: TradingCalendar): TradeDate {
  return calendar.covers(period) && period < calendar.last ? calendar.next(period) : addDays(period, 7)
}
