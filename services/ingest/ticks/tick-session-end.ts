import { sessionWindows } from '../../../core/market/sessions.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'

const BOARDS = ['SH_MAIN', 'SZ_MAIN', 'CHINEXT', 'STAR', 'BSE'] as const

/** When the ticks of a session are complete: 15:01, or 15:31 on days when a board trades after hours. */
export function tickSessionEnd(tradeDate: TradeDate): EventTime {
  const afterHours = BOARDS.some((board) =>
    sessionWindows(tradeDate, board).some(({ phase }) => phase === 'afterHours'),
  )
  return afterHours ? shanghaiTime(tradeDate, 15, 31) : shanghaiTime(tradeDate, 15, 1)
}
