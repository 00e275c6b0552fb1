import { chineseCalendar } from '../../../core/market/chinese-calendar.ts'
import { type EventTime, sessionClose, type TradeDate } from '../../../core/market/trade-date.ts'
import type { SourceTick } from '../ticks/source-tick.ts'

/** What a feed that was just connected repeats: a share's closing snapshot of the session before. */
export function staleTick(tick: SourceTick, date: TradeDate): SourceTick | null {
  const close = tick.prevClose
  if (close === null) return null
  const tradeDate = chineseCalendar.previous(date)
  return {
    ...tick,
    tradeDate,
    eventTime: (sessionClose(tradeDate) + STAMPED_AFTER) as EventTime,
    status: 'closed',
    open: close,
    high: close,
    low: close,
    last: close,
    volume: STALE_SHARES,
    amount: null,
    bidPrices: [close],
    bidVolumes: [STALE_SHARES],
    askPrices: [],
    askVolumes: [],
  }
}

const STAMPED_AFTER = 2_000
const STALE_SHARES = 1_000_000
