import type { TradeDate } from '../market/trade-date.ts'

/** An entry of dated configuration: it holds from its date until the next one's. */
export interface Dated {
  /** First date on which it holds, yyyymmdd. */
  readonly from: number
}

/** The entry that holds on a date: the last one whose `from` is not after it. Entries rise by `from`. */
export function heldOn<Entry extends Dated>(entries: readonly Entry[], date: TradeDate): Entry | undefined {
  return entries.findLast(({ from }) => from <= date)
}

/** The same day a year earlier; of 29 February the 28th. */
export function yearEarlier(date: TradeDate): TradeDate {
  const earlier = date - 10_000
  return (earlier % 10_000 === 229 ? earlier - 1 : earlier) as TradeDate
}
