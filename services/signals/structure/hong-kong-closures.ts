import { hongKongCalendar } from '../../../core/market/foreign-calendars.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'

/**
 * Whether the Hong Kong exchange is closed on a mainland session, so that no share of a fund of Hong Kong stocks can be
 * created 无法申购. False for years without a published list: a day is not skipped on a guess.
 */
export const isHongKongClosed = (session: TradeDate): boolean =>
  hongKongCalendar.covers(session) && !hongKongCalendar.isSession(session)
