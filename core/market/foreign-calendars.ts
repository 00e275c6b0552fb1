import { HONG_KONG_CLOSURES, NEW_YORK_CLOSURES } from './data/foreign-closures.ts'
import { TradingCalendar } from './trading-calendar.ts'
import { sessionsFromClosures } from './weekday-closures.ts'

const calendarOf = (years: readonly (readonly [number, string])[]): TradingCalendar =>
  new TradingCalendar(years.flatMap(([year, closures]) => sessionsFromClosures(year, closures)))

/** Sessions of the New York exchanges, 2025 and 2026; earlier ones are told by the data. */
export const newYorkCalendar = calendarOf(NEW_YORK_CLOSURES)

/** Sessions of Hong Kong, 2025 and 2026: on other days nobody can subscribe to a fund of Hong Kong shares. */
export const hongKongCalendar = calendarOf(HONG_KONG_CLOSURES)
