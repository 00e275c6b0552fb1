import type { TradeDate } from '../market/trade-date.ts'
import { annualised, calmarRatio, SESSIONS_A_YEAR, sharpeRatio } from './figures.ts'

/** What a session adds to the figures of a period. */
export interface SessionResult {
  readonly tradeDate: TradeDate
  readonly nav: number
  readonly dayReturn: number
  /** Null while the benchmark has no price. */
  readonly benchmarkNav: number | null
  readonly benchmarkReturn: number | null
  readonly turnover: number
}

/** What is remembered of a period so far: constant in size, whatever its length. */
export interface Tally {
  readonly from: TradeDate
  readonly to: TradeDate
  readonly sessions: number
  /** Net asset value at the close before the first session. */
  readonly startNav: number
  readonly nav: number
  readonly peak: number
  readonly maxDrawdown: number
  /** Mean of daily returns and sum of squared deviations from it (Welford). */
  readonly mean: number
  readonly squares: number
  readonly startBenchmark: number | null
  readonly benchmark: number | null
  readonly benchmarkPeak: number | null
  readonly benchmarkMaxDrawdown: number | null
  readonly wins: number
  readonly turnover: number
}

/** Figures of a period with the reports' conventions (figures.ts). */
export interface PeriodFigures {
  readonly from: TradeDate
  readonly to: TradeDate
  readonly sessions: number
  readonly totalReturn: number
  readonly annualReturn: number | null
  /** Sample standard deviation of daily returns times the root of 252. */
  readonly volatility: number | null
  readonly sharpe: number | null
  readonly maxDrawdown: number
  readonly calmar: number | null
  readonly benchmarkReturn: number | null
  readonly excess: number | null
  readonly benchmarkMaxDrawdown: number | null
  /** Share of sessions with more than the benchmark; where there is none, with more than 0. */
  readonly winRate: number | null
  readonly turnover: number
}

/** An account that holds its benchmark and nothing else differs from it by rounding, which is no win. */
const ROUNDING = 1e-12

/** A period that begins behind a close: the year's last close before, or the account's beginning. */
export function newTally(from: TradeDate, startNav: number, startBenchmark: number | null): Tally {
  return {
    from,
    to: from,
    sessions: 0,
    startNav,
    nav: startNav,
    peak: startNav,
    maxDrawdown: 0,
    mean: 0,
    squares: 0,
    startBenchmark,
    benchmark: startBenchmark,
    benchmarkPeak: startBenchmark,
    benchmarkMaxDrawdown: startBenchmark === null ? null : 0,
    wins: 0,
    turnover: 0,
  }
}

/** The tally with one session more. */
export function tallied(tally: Tally, result: SessionResult): Tally {
  const { nav, dayReturn, benchmarkNav, benchmarkReturn } = result
  const sessions = tally.sessions + 1
  const delta = dayReturn - tally.mean
  const mean = tally.mean + delta / sessions
  const peak = Math.max(tally.peak, nav)
  return {
    from: tally.from,
    to: result.tradeDate,
    sessions,
    startNav: tally.startNav,
    nav,
    peak,
    maxDrawdown: Math.min(tally.maxDrawdown, nav / peak - 1),
    mean,
    squares: tally.squares + delta * (dayReturn - mean),
    ...benchmarked(tally, benchmarkNav),
    wins: tally.wins + (dayReturn - (benchmarkReturn ?? 0) > ROUNDING ? 1 : 0),
    turnover: tally.turnover + result.turnover,
  }
}

export function periodFigures(tally: Tally): PeriodFigures {
  const { from, to, sessions, maxDrawdown, turnover, startBenchmark, benchmark } = tally
  const totalReturn = tally.nav / tally.startNav - 1
  const annualReturn = annualised(totalReturn, sessions)
  const volatility = sessions < 2 ? null : Math.sqrt((tally.squares / (sessions - 1)) * SESSIONS_A_YEAR)
  const benchmarkReturn =
    startBenchmark === null || benchmark === null ? null : benchmark / startBenchmark - 1
  return {
    from,
    to,
    sessions,
    totalReturn,
    annualReturn,
    volatility,
    sharpe: sharpeRatio(annualReturn, volatility),
    maxDrawdown,
    calmar: calmarRatio(annualReturn, maxDrawdown),
    benchmarkReturn,
    excess: benchmarkReturn === null ? null : totalReturn - benchmarkReturn,
    benchmarkMaxDrawdown: tally.benchmarkMaxDrawdown,
    winRate: sessions === 0 ? null : tally.wins / sessions,
    turnover,
  }
}

/** A benchmark that gets its first price inside a period counts from there. */
function benchmarked(
  tally: Tally,
  nav: number | null,
): Pick<Tally, 'startBenchmark' | 'benchmark' | 'benchmarkPeak' | 'benchmarkMaxDrawdown'> {
  const { startBenchmark, benchmark, benchmarkPeak, benchmarkMaxDrawdown } = tally
  if (nav === null) return { startBenchmark, benchmark, benchmarkPeak, benchmarkMaxDrawdown }
  const peak = Math.max(benchmarkPeak ?? nav, nav)
  return {
    startBenchmark: startBenchmark ?? nav,
    benchmark: nav,
    benchmarkPeak: peak,
    benchmarkMaxDrawdown: Math.min(benchmarkMaxDrawdown ?? 0, nav / peak - 1),
  }
}
