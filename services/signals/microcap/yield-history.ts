import { addDays, type TradeDate } from '../../../core/market/trade-date.ts'
import { yearEarlier } from '../../../core/rotation/dated.ts'

/** Yields as released first, rising by the day that they are about; about 400 days of them. Immutable. */
export interface YieldHistory {
  readonly days: readonly TradeDate[]
  readonly values: readonly number[]
}

export const NO_YIELDS: YieldHistory = { days: [], values: [] }

/** A yield now and a year earlier. */
export interface YieldPair {
  readonly now: number
  readonly yearAgo: number
}

/** A year, the longest that a yield may be old, and a few days. */
const KEPT_DAYS = 400

/** Takes a release; one of a day that is known already is a revision and changes nothing. */
export function takeYield(history: YieldHistory, day: TradeDate, value: number): YieldHistory {
  const last = history.days.at(-1)
  if (last !== undefined && day <= last) return history
  const oldest = addDays(day, -KEPT_DAYS)
  const from = history.days.findIndex((each) => each >= oldest)
  const kept = from === -1 ? history.days.length : from
  return {
    days: [...history.days.slice(kept), day],
    values: [...history.values.slice(kept), value],
  }
}

/**
 * The latest yield at a session, and the last on or before the same calendar day a year before it (domain reference
 * C12). Null where one of them is missing, or further away from its day than `freshDays`.
 */
export function yieldsAt(
  { days, values }: YieldHistory,
  session: TradeDate,
  freshDays: number,
): YieldPair | null {
  const latest = days.at(-1)
  if (latest === undefined || latest < addDays(session, -freshDays)) return null
  const target = yearEarlier(latest)
  const at = days.findLastIndex((day) => day <= target)
  if (at === -1 || days[at]! < addDays(target, -freshDays)) return null
  return { now: values.at(-1)!, yearAgo: values[at]! }
}
