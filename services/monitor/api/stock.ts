import { z } from 'zod'
import { BoardRow } from './boards.ts'
import { Count, columnsOf, Minute, Place, StreamPosition, SymbolCode, Time, Yuan } from './common.ts'
import { LimitEvent } from './limit-events.ts'

export const MinuteBarRow = z.object({
  minute: Minute,
  time: Time,
  open: Yuan,
  high: Yuan,
  low: Yuan,
  close: Yuan,
  volume: Count,
  amount: Yuan.nullable(),
})
export type MinuteBarRow = z.infer<typeof MinuteBarRow>

/** The symbol's board minute by minute, from its first touch on. */
export const BoardMinuteRow = BoardRow.pick({
  state: true,
  up: true,
  down: true,
  streak: true,
  last: true,
  sealVolume: true,
  sealAmount: true,
  breakCount: true,
  closeReturn: true,
}).extend({ minute: Minute, time: Time })
export type BoardMinuteRow = z.infer<typeof BoardMinuteRow>

export const DailyBarRow = z.object({
  open: Yuan,
  high: Yuan,
  low: Yuan,
  close: Yuan,
  prevClose: Yuan.nullable(),
  volume: Count,
  amount: Yuan.nullable(),
  afterHoursVolume: Count.nullable(),
  afterHoursAmount: Yuan.nullable(),
})
export type DailyBarRow = z.infer<typeof DailyBarRow>

/** GET /api/v1/stock/{symbol}/day/{date} */
export const StockDay = Place.extend({
  symbol: SymbolCode,
  name: z.string().nullable(),
  industry: z.string().nullable(),
  concepts: z.array(z.string()),
  daily: DailyBarRow.nullable().describe('Null before the close, or where there was no trade.'),
  summary: BoardRow.nullable().describe('Its limit state: of the close, or the newest minute before.'),
  bars: columnsOf(MinuteBarRow),
  events: z.array(LimitEvent),
  boards: columnsOf(BoardMinuteRow),
  streamPosition: StreamPosition,
})
export type StockDay = z.infer<typeof StockDay>
