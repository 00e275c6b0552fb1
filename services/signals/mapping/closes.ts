import type { TradeDate } from '../../../core/market/trade-date.ts'

/** The latest closes of a series, oldest first, with their dates. */
export interface Closes {
  readonly dates: readonly TradeDate[]
  readonly closes: readonly number[]
}

export const NO_CLOSES: Closes = { dates: [], closes: [] }

/** With one close more, and the oldest left out beyond `kept`. */
export function withClose({ dates, closes }: Closes, date: TradeDate, close: number, kept: number): Closes {
  const from = Math.max(0, dates.length + 1 - kept)
  return { dates: [...dates.slice(from), date], closes: [...closes.slice(from), close] }
}

export function lastClose({ closes }: Closes): number | null {
  return closes.at(-1) ?? null
}

export function closeOn({ dates, closes }: Closes, date: TradeDate): number | null {
  return closes[dates.lastIndexOf(date)] ?? null
}

/**
 * Excess return over the last `lag` sessions of a series, `I_t / I_{t-lag} - B_t / B_{t-lag}` [S0, 2.2; the
 * arithmetic difference is ours, domain.md C4]. The benchmark is taken on the same two dates; null where either has no
 * close there.
 */
export function excessReturn(series: Closes, benchmark: Closes, lag: number): number | null {
  const last = series.dates.length - 1
  const [until, from] = [series.dates[last], series.dates[last - lag]]
  if (until === undefined || from === undefined) return null
  const [now, then] = [closeOn(benchmark, until), closeOn(benchmark, from)]
  if (now === null || then === null) return null
  return series.closes[last]! / series.closes[last - lag]! - now / then
}

/** Mean return of the members that have a close today and had one before; null if none has. */
export function meanReturn(
  members: readonly string[],
  before: (symbol: string) => number | null,
  today: (symbol: string) => number | null,
): number | null {
  const returns = members.flatMap((symbol) => {
    const [old, now] = [before(symbol), today(symbol)]
    return old === null || now === null ? [] : [now / old - 1]
  })
  return returns.length === 0 ? null : returns.reduce((sum, each) => sum + each, 0) / returns.length
}
