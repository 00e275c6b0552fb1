import { type EventTime, yearOf } from '../../../core/market/trade-date.ts'
import type { TradingCalendar } from '../../../core/market/trading-calendar.ts'
import type { Outbox } from './outbox.ts'

/** Publishes the exchange's sessions. One version: a longer calendar comes with a new release. */
export function publishCalendar(outbox: Outbox, dataset: string, calendar: TradingCalendar): void {
  for (let year = yearOf(calendar.first); year <= yearOf(calendar.last); year += 1)
    for (const tradeDate of calendar.sessionsOfYear(year))
      outbox.add('calendar', `SSE/${tradeDate}`, 0 as EventTime, {
        dataset,
        exchange: 'SSE',
        tradeDate,
        previousSession: tradeDate === calendar.first ? null : calendar.previous(tradeDate),
        version: 1,
        availableAt: 0 as EventTime,
      })
}
