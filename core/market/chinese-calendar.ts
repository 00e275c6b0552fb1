import { WEEKDAY_CLOSURES } from './data/trading-days.ts'
import { TradingCalendar } from './trading-calendar.ts'
import { sessionsFromClosures } from './weekday-closures.ts'

/** Sessions of the mainland's exchanges (they share one calendar), as far as they are published. */
export const chineseCalendar = new TradingCalendar(
  WEEKDAY_CLOSURES.flatMap(([year, closures]) => sessionsFromClosures(year, closures)),
)
