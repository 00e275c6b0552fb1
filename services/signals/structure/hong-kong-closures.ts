import { type TradeDate, yearOf } from '../../../core/market/trade-date.ts'
import { sessionsFromClosures } from '../../../core/market/weekday-closures.ts'

/**
 * Weekdays on which the Hong Kong exchange is closed, as MMDD or MMDD-MMDD: the general holidays that the government
 * gazettes for a year. Closures by typhoon or rain are not foreseen and not in it.
 */
const HONG_KONG_CLOSURES: ReadonlyMap<number, string> = new Map([
  [2025, '0101 0129-0131 0404 0418 0421 0501 0505 0701 1001 1007 1029 1225-1226'],
  [2026, '0101 0217-0219 0403 0406-0407 0501 0525 0619 0701 1001 1019 1225'],
])

const SESSIONS: ReadonlySet<TradeDate> = new Set(
  [...HONG_KONG_CLOSURES].flatMap(([year, closures]) => sessionsFromClosures(year, closures)),
)

/**
 * Whether the Hong Kong exchange is closed on a mainland session, so that no share of a fund of Hong Kong stocks can be
 * created 无法申购. False for years without a published list: a day is not skipped on a guess.
 */
export const isHongKongClosed = (session: TradeDate): boolean =>
  HONG_KONG_CLOSURES.has(yearOf(session)) && !SESSIONS.has(session)
