import { type DayOfYear, NEW_YORK_DAYLIGHT_SAVING } from './data/new-york-daylight-saving.ts'
import { addDays, dayOfWeek, daysSinceEpoch, type EventTime, type TradeDate, yearOf } from './trade-date.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const MINUTE = 60_000
/** Hours behind UTC. */
const STANDARD = 5
const SUNDAY = 7

/**
 * The moment when a New York clock shows this time of this day. For the hours of business: between midnight and
 * 02:00 of the two days on which the clocks change it is an hour off.
 */
export function newYorkTime(date: TradeDate, hour: number, minute: number): EventTime {
  const behind = savesDaylight(date) ? STANDARD - 1 : STANDARD
  return (daysSinceEpoch(date) * DAY + (hour + behind) * HOUR + minute * MINUTE) as EventTime
}

/** Whether New York is on daylight saving time at the end of a day. */
export function savesDaylight(date: TradeDate): boolean {
  const year = yearOf(date)
  const rule = NEW_YORK_DAYLIGHT_SAVING.find(({ years: [first, last] }) => year >= first && year <= last)
  if (rule === undefined) return false
  const { begins, ends } = rule
  return (begins === null || date >= dateOf(year, begins)) && (ends === null || date < dateOf(year, ends))
}

function dateOf(year: number, day: DayOfYear): TradeDate {
  if ('day' in day) return (year * 10_000 + day.month * 100 + day.day) as TradeDate
  const earliest = (year * 10_000 + day.month * 100 + day.sundayFrom) as TradeDate
  return addDays(earliest, (SUNDAY - dayOfWeek(earliest)) % SUNDAY)
}
