import type { Fen, Price } from '../price.ts'
import type { TickMemory } from './tick-memory.ts'

/** The session of one symbol as its snapshots tell it. */
export interface DayBar {
  readonly open: Price
  readonly high: Price
  readonly low: Price
  readonly close: Price
  readonly prevClose: Price | null
  /** Shares traded in the session, without trading after hours. */
  readonly volume: number
  /** Fen traded in the session; null where the source has none. */
  readonly amount: Fen | null
  /** Shares and fen traded at the close after hours; null where no snapshot of that phase came. */
  readonly afterHoursVolume: number | null
  readonly afterHoursAmount: Fen | null
  /** Limits that the feed printed; null where it printed none or said that none apply. */
  readonly limitUp: Price | null
  readonly limitDown: Price | null
  readonly noLimit: boolean
  /** Whether the day is over for the symbol: its closing snapshot was seen, or it is halted. */
  readonly complete: boolean
}

/** The day's bar from what hygiene remembers at the close; null when nothing traded. */
export function dayBar(memory: TickMemory): DayBar | null {
  const { open, high, low, last } = memory
  if (open === null || high === null || low === null || last === null) return null
  return {
    open,
    high,
    low,
    close: last,
    prevClose: memory.prevClose,
    volume: memory.volume,
    amount: memory.amount,
    afterHoursVolume: memory.afterHoursVolume,
    afterHoursAmount: memory.afterHoursAmount,
    limitUp: memory.limitUp,
    limitDown: memory.limitDown,
    noLimit: memory.noLimit,
    complete: memory.closed || memory.halted,
  }
}
