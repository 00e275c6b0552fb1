import { type EventTime, shanghaiDate, shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import type { TradingCalendar } from '../../core/market/trading-calendar.ts'

export interface MarketClock {
  /** The newest event time that a live feed can have by now. */
  readonly time: EventTime
  /** Whether the exchange sends snapshots at this moment. */
  readonly open: boolean
}

/** Hours and minutes, Shanghai, between which snapshots come: call auction, morning, afternoon. */
const WINDOWS = [
  [9, 15, 9, 25],
  [9, 30, 11, 30],
  [13, 0, 15, 0],
] as const

/**
 * A clock that stands still while the exchange is closed: what is behind it is late, by night and at weekends too.
 * Outside the calendar it is the clock itself.
 */
export function marketClock(now: number, calendar: TradingCalendar): MarketClock {
  const today = shanghaiDate(now as EventTime)
  if (today < calendar.first || today > calendar.last) return { time: now as EventTime, open: false }
  if (calendar.isSession(today)) {
    for (const [fromHour, fromMinute, untilHour, untilMinute] of [...WINDOWS].reverse()) {
      if (now < shanghaiTime(today, fromHour, fromMinute)) continue
      const until = shanghaiTime(today, untilHour, untilMinute)
      return now < until ? { time: now as EventTime, open: true } : { time: until, open: false }
    }
  }
  return { time: closeOf(today > calendar.first ? calendar.previous(today) : today), open: false }
}

const closeOf = (session: TradeDate): EventTime => shanghaiTime(session, 15, 0)
