import type { DailyBar } from '../../../schemas/generated/events.ts'
import { scaledReturn } from '../return-scale.ts'
import type { BreadthTally, SymbolDay } from './symbol-state.ts'

/** A tally being added to while a batch is worked through. */
export type OpenTally = { -readonly [Field in keyof BreadthTally]: BreadthTally[Field] }

export const emptyTally = (): OpenTally => ({
  traded: 0,
  advancers: 0,
  decliners: 0,
  unchanged: 0,
  priced: 0,
  returnSum: 0,
  volume: 0,
  amount: 0,
  amountSymbols: 0,
})

/** Adds one bar to its board's breadth (domain.md B4). */
export function addToTally(tally: OpenTally, bar: DailyBar, day: SymbolDay): void {
  tally.traded += 1
  tally.volume += bar.volume
  if (bar.amount !== null) {
    tally.amount += bar.amount
    tally.amountSymbols += 1
  }
  if (day.prevClose === null || day.prevClose <= 0) return
  tally.priced += 1
  tally.returnSum += scaledReturn(bar.close, day.prevClose)
  if (bar.close > day.prevClose) tally.advancers += 1
  else if (bar.close < day.prevClose) tally.decliners += 1
  else tally.unchanged += 1
}
