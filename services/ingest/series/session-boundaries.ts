import {
  type EventTime,
  sessionClose,
  shanghaiDate,
  shanghaiTime,
  type TradeDate,
} from '../../../core/market/trade-date.ts'
import type { TradingCalendar } from '../../../core/market/trading-calendar.ts'

/** A boundary of a Chinese session: 08:45, when the night's closes are known, and the close at 15:00. */
export interface SessionBoundary {
  readonly kind: 'open' | 'close'
  readonly tradeDate: TradeDate
  readonly eventTime: EventTime
}

/** Where the boundaries stand: the session opened last, 0 before the first. */
export interface BoundaryPlace {
  readonly session: TradeDate
  readonly open: boolean
}

/**
 * The boundary that follows; undefined where the calendar ends.
 * @param from the first event: no session before its day is opened
 */
export function nextBoundary(
  { session, open }: BoundaryPlace,
  from: EventTime,
  calendar: TradingCalendar,
): SessionBoundary | undefined {
  if (open) return { kind: 'close', tradeDate: session, eventTime: sessionClose(session) }
  const tradeDate =
    session === 0 ? firstSession(shanghaiDate(from), calendar) : sessionAfter(session, calendar)
  return tradeDate && { kind: 'open', tradeDate, eventTime: shanghaiTime(tradeDate, 8, 45) }
}

function firstSession(day: TradeDate, calendar: TradingCalendar): TradeDate | undefined {
  if (day <= calendar.first) return calendar.first
  if (day > calendar.last) return undefined
  return calendar.isSession(day) ? day : sessionAfter(day, calendar)
}

const sessionAfter = (day: TradeDate, calendar: TradingCalendar): TradeDate | undefined =>
  day < calendar.last ? calendar.next(day) : undefined
