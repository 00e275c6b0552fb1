import { marketOf } from '../../../core/market/market-close.ts'
import { sessionClose, type TradeDate, yearOf } from '../../../core/market/trade-date.ts'
import { booksClosed, followedBy, marked, netAssetValue } from '../../../core/portfolio/account.ts'
import { type Benchmark, benchmarkAt, benchmarkFrom } from '../../../core/portfolio/benchmark.ts'
import { newTally, type SessionResult, tallied } from '../../../core/portfolio/tally.ts'
import { type Moment, traded } from '../../../core/portfolio/trade.ts'
import { homeMoments, rememberCloses } from './bars.ts'
import { dayRow, statRow, weightRows } from './portfolio-rows.ts'
import type { Emit, PortfolioState, StrategyAccount } from './portfolio-stores.ts'

/**
 * Settles a mainland session: every account trades at its open and its close, is marked at the close, and says its day.
 * The bars of the session came with the close; a decision of the close itself finds its first session tomorrow.
 */
export function closeAccounts(tradeDate: TradeDate, state: PortfolioState, emit: Emit): void {
  const closed = sessionClose(tradeDate)
  // In no order: each symbol has one bar of a session, and of several sessions the newest counts.
  const bars = [...state.homeBars.unordered()]
  const today = bars.filter((bar) => bar.tradeDate === tradeDate)
  const moments = homeMoments(state, tradeDate, today)
  const benchmarks = new Map(
    state.accounts.sorted().map(([strategy, entry]) => {
      const { wanted, wantedAt, benchmark } = entry
      return [strategy, wantedAt < closed ? taken(state, wanted, benchmark) : benchmark]
    }),
  )
  rememberCloses(state, bars)
  state.homeBars.clear()
  const withBars = new Set<string>(today.map(({ symbol }) => symbol))
  for (const [strategy, entry] of state.accounts.sorted())
    if (hasData(entry, withBars))
      closeAccount(
        { strategy, entry, tradeDate, moments, benchmark: benchmarks.get(strategy) ?? null },
        state,
        emit,
      )
}

/**
 * Where neither the benchmark nor anything held or wanted has a bar of a session, the data have a gap or have ended:
 * nothing is said of that session, and the next return spans it. Without a benchmark a gap looks like a suspension, and
 * is taken as one.
 */
function hasData({ wanted, account }: StrategyAccount, withBars: ReadonlySet<string>): boolean {
  if (wanted === null) return true
  const symbols = [wanted, ...followedBy(account)]
  return symbols.some((symbol) => withBars.has(symbol) || marketOf(symbol) !== 'CN')
}

interface AccountSession {
  readonly strategy: string
  readonly entry: StrategyAccount
  readonly tradeDate: TradeDate
  readonly moments: readonly Moment[]
  /** As it stood before the close. */
  readonly benchmark: Benchmark | null
}

function closeAccount(session: AccountSession, state: PortfolioState, emit: Emit): void {
  const { strategy, entry, tradeDate, moments } = session
  const closed = sessionClose(tradeDate)
  const account = marked(moments.reduce(traded, entry.account), (symbol) => state.closes.get(symbol)?.price)
  const nav = netAssetValue(account)
  const peak = Math.max(entry.peak, nav)
  const before = session.benchmark?.nav ?? null
  const after =
    session.benchmark === null ? null : benchmarkAt(session.benchmark, priceOf(state, session.benchmark))
  const benchmark = entry.wantedAt < closed ? after : taken(state, entry.wanted, after)
  const benchmarkNav = benchmark?.nav ?? null
  const result: SessionResult = {
    tradeDate,
    nav,
    dayReturn: nav / entry.nav - 1,
    benchmarkNav,
    benchmarkReturn: before === null || benchmarkNav === null ? null : benchmarkNav / before - 1,
    turnover: account.traded / entry.nav,
  }
  emit(dayRow(strategy, { ...result, account, cost: account.cost / entry.nav, drawdown: nav / peak - 1 }))
  for (const row of weightRows(strategy, tradeDate, account, nav)) emit(row)
  if (entry.startedAt < closed) tally(strategy, result, { nav: entry.nav, benchmark: before }, state, emit)
  state.accounts.set(strategy, { ...entry, account: booksClosed(account), benchmark, nav, peak })
}

/** Adds a session to the figures of the whole time and of its year. */
function tally(
  strategy: string,
  result: SessionResult,
  before: { readonly nav: number; readonly benchmark: number | null },
  state: PortfolioState,
  emit: Emit,
): void {
  const year = yearOf(result.tradeDate)
  for (const kind of ['all', 'year'] as const) {
    const key = `${strategy}/${kind}`
    const known = state.tallies.get(key)
    const goesOn = known !== undefined && (kind === 'all' || yearOf(known.from) === year)
    const next = tallied(goesOn ? known : newTally(result.tradeDate, before.nav, before.benchmark), result)
    state.tallies.set(key, next)
    emit(statRow(strategy, kind === 'all' ? 'all' : String(year), next))
  }
}

const priceOf = (state: PortfolioState, { symbol }: Benchmark): number | null =>
  state.closes.get(symbol)?.price ?? null

const taken = (
  state: PortfolioState,
  wanted: StrategyAccount['wanted'],
  before: Benchmark | null,
): Benchmark | null =>
  benchmarkFrom(wanted, wanted === null ? null : (state.closes.get(wanted)?.price ?? null), before)
