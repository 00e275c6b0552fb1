import type { TradeDate } from '../../../core/market/trade-date.ts'
import { heldOn } from '../../../core/rotation/dated.ts'
import type { Followed } from './baskets.ts'
import { type Closes, excessReturn, lastClose, meanReturn, NO_CLOSES, withClose } from './closes.ts'
import type { MappingConfiguration } from './mapping-configuration.ts'
import type { MappingState, MappingWindows, Market } from './mapping-stores.ts'

/** Closes kept beyond the longest lag, so that a series with gaps finds its benchmark further back. */
const SLACK = 22

/** What the functions of one processor share. */
export interface MappingRun {
  readonly configuration: MappingConfiguration
  readonly followed: Followed
  readonly windows: MappingWindows
  readonly state: MappingState
}

/**
 * Takes the closes of one session of a market, all of which are known now: series and baskets get a close more, and
 * their excess returns take their place in the past year.
 */
export function settleSession(market: Market, date: TradeDate, run: MappingRun): void {
  const { configuration, followed, state } = run
  const today = takeToday(market, date, state)
  if (today.size === 0) return
  addBaskets(market, date, today, run)
  const kept = Math.max(...configuration.rules.map(({ lag }) => lag)) + 1 + SLACK
  for (const [name, close] of today)
    state.closes.set(name, withClose(state.closes.get(name) ?? NO_CLOSES, date, close, kept))
  const benchmark =
    market === 'US' ? configuration.usBenchmark : heldOn(configuration.benchmarks, date)?.symbol
  if (benchmark === undefined) return
  const benchmarkCloses = state.closes.get(benchmark) ?? NO_CLOSES
  for (const name of followed.ranked[market])
    if (today.has(name)) rank(market, name, date, benchmarkCloses, run)
}

export const excessKey = (lag: number, name: string): string => `${lag}/${name}`

/** The closes that waited for the end of a session; older ones have missed theirs. */
function takeToday(market: Market, date: TradeDate, state: MappingState): Map<string, number> {
  const today = new Map<string, number>()
  for (const [symbol, pending] of state.pending.sorted()) {
    if (pending.market !== market || pending.tradeDate > date) continue
    if (pending.tradeDate === date) today.set(symbol, pending.close)
    state.pending.delete(symbol)
  }
  return today
}

/** A basket begins at 1 with its first member, and moves by the mean return of the members that traded. */
function addBaskets(
  market: Market,
  date: TradeDate,
  today: Map<string, number>,
  { followed, state }: MappingRun,
): void {
  const before = (name: string): number | null => lastClose(state.closes.get(name) ?? NO_CLOSES)
  for (const { name, market: itsMarket, membersOn } of followed.baskets) {
    if (itsMarket !== market) continue
    const members = membersOn(date)
    const change = meanReturn(members, before, (symbol) => today.get(symbol) ?? null)
    const level = before(name)
    if (change !== null) today.set(name, (level ?? 1) * (1 + change))
    else if (level === null && members.some((symbol) => today.has(symbol))) today.set(name, 1)
  }
}

function rank(
  market: Market,
  name: string,
  date: TradeDate,
  benchmark: Closes,
  { configuration, windows, state }: MappingRun,
): void {
  const years = market === 'US' ? state.yearUS : state.yearCN
  for (const { lag } of configuration.rules) {
    const key = excessKey(lag, name)
    const excess = excessReturn(state.closes.get(name)!, benchmark, lag)
    const year = years.changeable(key, windows.year[market])
    year.push(excess)
    state.excess.set(key, { tradeDate: date, excess, percentile: excess === null ? null : year.value })
  }
}
