import { type TradeDate, yearOf } from '../../core/market/trade-date.ts'
import {
  newTally,
  type PeriodFigures,
  periodFigures,
  type SessionResult,
  tallied,
} from '../../core/portfolio/tally.ts'
import { percent, plainTable } from '../plain-table.ts'
import type { AccountRows } from './account-rows.ts'

/** Figures by year, and of all years under `all`; no rows without a session that counts. */
export interface YearFigures {
  readonly period: string
  readonly figures: PeriodFigures
}

export interface Range {
  readonly from?: TradeDate
  readonly to?: TradeDate
}

/** The figures of an account from its stored days, by the functions that make those of `portfolio_stats`. */
export function yearFigures({ days, countedFrom }: AccountRows, { from, to }: Range = {}): YearFigures[] {
  const first = days.findIndex(
    ({ tradeDate }) => countedFrom !== null && tradeDate >= countedFrom && tradeDate >= (from ?? 0),
  )
  if (first < 0) return []
  const counted = days.slice(first).filter(({ tradeDate }) => to === undefined || tradeDate <= to)
  const [session] = counted
  if (session === undefined) return []
  const years = [...new Set(counted.map(({ tradeDate }) => yearOf(tradeDate)))]
  const figures = (period: string, sessions: readonly SessionResult[]): YearFigures => ({
    period,
    figures: periodFigures(sessions.reduce(tallied, tallyBefore(sessions[0]!))),
  })
  return [
    ...years.map((year) =>
      figures(
        String(year),
        counted.filter(({ tradeDate }) => yearOf(tradeDate) === year),
      ),
    ),
    figures('all', counted),
  ]
}

/** A period begins with what its first session's returns say of the close before. */
function tallyBefore({ tradeDate, nav, dayReturn, benchmarkNav, benchmarkReturn }: SessionResult) {
  const benchmark =
    benchmarkNav === null || benchmarkReturn === null ? null : benchmarkNav / (1 + benchmarkReturn)
  return newTally(tradeDate, nav / (1 + dayReturn), benchmark)
}

/** The table by year as the reports print it. */
export function yearTable(rows: readonly YearFigures[]): string {
  const table = plainTable(HEAD, HEAD.length)
  for (const { period, figures } of rows)
    table.push([
      period,
      percent(figures.totalReturn),
      percent(figures.annualReturn),
      percent(figures.volatility),
      ratio(figures.sharpe),
      percent(figures.maxDrawdown),
      ratio(figures.calmar),
      percent(figures.benchmarkReturn),
      percent(figures.excess),
      percent(figures.winRate),
      figures.turnover.toFixed(1),
    ])
  return table.toString()
}

const HEAD = [
  'year',
  'return',
  'a year',
  'volatility',
  'Sharpe',
  'max drawdown',
  'Calmar',
  'benchmark',
  'excess',
  'win rate',
  'turnover',
]

const ratio = (value: number | null): string =>
  value === null ? '–' : value.toFixed(2).replace(/^-(?=[0.]*$)/, '')
