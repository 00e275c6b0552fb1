import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import type { TradingCalendar } from '../../../core/market/trading-calendar.ts'
import type { Outbox } from './outbox.ts'

/** Publishes sessions of the exchange, each with the one before it. */
export function publishCalendar(
  outbox: Outbox,
  dataset: string,
  calendar: TradingCalendar,
  sessions: readonly TradeDate[],
): void {
  for (const tradeDate of sessions)
    outbox.add('calendar', `SSE/${tradeDate}`, 0 as EventTime, {
      dataset,
      exchange: 'SSE',
      tradeDate,
      previousSession: tradeDate === calendar.first ? null : calendar.previous(tradeDate),
      version: 1,
      availableAt: 0 as EventTime,
    })
}
