import { boardOf } from '../../core/market/board.ts'
import { statusOn } from '../../core/market/instrument-status.ts'
import { type LimitPrices, limitPrices } from '../../core/market/limit-price.ts'
import { limitRule } from '../../core/market/limit-rules.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import type { TradingCalendar } from '../../core/market/trading-calendar.ts'
import type { InstrumentContent } from './publisher/instrument-records.ts'
import type { SourceBar } from './source.ts'

/**
 * The limit prices that bound a bar's session, by the rules of its day and the instrument's dated status; null
 * where none held, or where the reference price is not known.
 */
export function limitsOfBar(
  bar: SourceBar,
  instrument: InstrumentContent | undefined,
  calendar: TradingCalendar,
): LimitPrices | null {
  const { tradeDate, prevClose } = bar
  if (bar.noLimit === true || prevClose === null) return null
  const status =
    bar.riskStatus ?? (instrument === undefined ? 'normal' : statusOn(instrument, tradeDate).status)
  const listed = instrument?.listDate ?? null
  const listDate = listed !== null && listed <= tradeDate ? listed : null
  const delisting = instrument?.statusHistory.findLast(
    (span) => span.status === 'delisting' && span.from <= tradeDate,
  )
  const rule = limitRule({
    board: boardOf(bar.symbol),
    status,
    tradeDate,
    listDate,
    sessionsSinceListing: listDate === null ? null : sessionsSince(listDate, tradeDate, calendar),
    delistingPeriodDay:
      status === 'delisting' && delisting !== undefined
        ? sessionsSince(delisting.from, tradeDate, calendar)
        : null,
  })
  return limitPrices(prevClose, rule) ?? null
}

/** Sessions from one day to another, both counted; null for a day before the calendar. */
function sessionsSince(from: TradeDate, until: TradeDate, calendar: TradingCalendar): number | null {
  if (!calendar.covers(from)) return null
  return calendar.countBetween(from, until) + (calendar.isSession(from) ? 1 : 0)
}
