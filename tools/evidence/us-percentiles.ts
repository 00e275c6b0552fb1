import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { createWindow } from '../../core/windows/windows.ts'
import type { SeriesBar } from '../../schemas/generated/events.ts'
import { counterpartOf } from '../../services/signals/mapping/baskets.ts'
import {
  type Closes,
  excessReturn,
  meanReturn,
  NO_CLOSES,
  withClose,
} from '../../services/signals/mapping/closes.ts'
import { MAPPING_CONFIGURATION } from '../../services/signals/mapping/mapping-configuration.ts'
import { yearWindow } from '../../services/signals/mapping/mapping-stores.ts'
import {
  FUND_PAIRS,
  LEVEL_1_PAIRS,
  type Pair,
  PUBLISHED_PAIRS,
} from '../../services/signals/mapping/pair-tables.ts'

/** What domain.md C4 names as the alternative for consumer electronics, GICS 452020. */
const TECHNOLOGY_HARDWARE = {
  counterpart: ['AAPL.US', 'DELL.US', 'SMCI.US', 'STX.US', 'WDC.US', 'SNDK.US'] as InstrumentSymbol[],
  counterpartName: 'Technology Hardware 452020 (alternative)',
}

/** Where one US counterpart stands. */
export interface UsPlace {
  readonly name: string
  readonly series: string
  readonly lag: number
  readonly excess: number | null
  readonly percentile: number | null
}

/**
 * Percentiles of the US counterparts alone on a date, for dates on which there are no Chinese series. Counterparts of
 * the published table whose members are not all at hand are taken with those that are; those without any are left out.
 */
export function usPercentiles(bars: readonly SeriesBar[], date: TradeDate): UsPlace[] {
  const closes = new Map<string, Map<TradeDate, number>>()
  for (const { symbol, tradeDate, close } of bars)
    if (tradeDate <= date) closes.set(symbol, (closes.get(symbol) ?? new Map()).set(tradeDate, close))
  const { usBenchmark, rules, year } = MAPPING_CONFIGURATION
  const dates = [...closes.get(usBenchmark)!.keys()].sort((a, b) => a - b)
  const chain = (members: readonly string[]): Closes => {
    let all = NO_CLOSES
    let level = 1
    dates.forEach((day, at) => {
      const on = (place: number) => (symbol: string) => closes.get(symbol)?.get(dates[place]!) ?? null
      const change = at === 0 ? null : meanReturn(members, on(at - 1), on(at))
      level *= 1 + (change ?? 0)
      if (change !== null) all = withClose(all, day, level, dates.length)
    })
    return all
  }
  const benchmark = chain([usBenchmark])
  const counterparts = new Map<string, Pick<Pair, 'counterpart' | 'counterpartName'>>(
    [PUBLISHED_PAIRS, LEVEL_1_PAIRS, FUND_PAIRS]
      .flatMap(({ pairs }) => pairs)
      .map((pair) => [counterpartOf(pair), pair]),
  )
  counterparts.set('alternative', TECHNOLOGY_HARDWARE)
  return [...counterparts.values()].flatMap(({ counterpart, counterpartName: name }) => {
    const members = counterpart.filter((symbol) => closes.has(symbol))
    if (members.length === 0) return []
    const series = chain(members)
    return rules.map(({ lag }) => {
      const window = createWindow(yearWindow(year.US))
      let excess: number | null = null
      for (let end = Math.max(1, series.dates.length - year.US + 1); end <= series.dates.length; end += 1) {
        excess = excessReturn(upTo(series, end), benchmark, lag)
        window.push(excess)
      }
      return { name, series: members.join(' '), lag, excess, percentile: window.value }
    })
  })
}

const upTo = ({ dates, closes }: Closes, end: number): Closes => ({
  dates: dates.slice(0, end),
  closes: closes.slice(0, end),
})
