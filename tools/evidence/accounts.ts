import type { TradeDate } from '../../core/market/trade-date.ts'
import type { AnyInputEvent } from '../../runtime/processor/processor.ts'
import type { PortfolioDay, PortfolioStat, Target } from '../../schemas/generated/events.ts'
import { portfoliosProcessor } from '../../services/signals/portfolios/portfolios-processor.ts'
import { runSeries, type SeriesTopic, target } from '../../test/support/series-run.ts'
import { markdownTable, percent } from './markdown.ts'

/** Accounts of targets: every day, and the figures of each year and of all time as they stood last. */
export interface Accounts {
  readonly days: readonly PortfolioDay[]
  readonly stats: readonly PortfolioStat[]
}

/** What the processor of portfolios makes of targets. */
export function accountsOf(
  targets: readonly Target[],
  events: readonly AnyInputEvent<SeriesTopic>[],
  sessions: readonly TradeDate[],
): Accounts {
  const bars = events.filter(({ topic }) => topic === 'series')
  const said = runSeries(portfoliosProcessor, { sessions, events: [...bars, ...targets.map(target)] })
  const stats = new Map<string, PortfolioStat>()
  for (const { topic, value } of said) {
    if (topic !== 'portfolioStats') continue
    const stat = value as unknown as PortfolioStat
    stats.set(`${stat.strategy}/${stat.period}`, stat)
  }
  const days = said.flatMap(({ topic, value }) =>
    topic === 'portfolios' ? [value as unknown as PortfolioDay] : [],
  )
  return { days, stats: [...stats.values()] }
}

/** A strategy by year: return, benchmark, excess, drawdown, Sharpe ratio and turnover. */
export function yearTable({ stats }: Accounts, strategy: string): string {
  const own = stats.filter((stat) => stat.strategy === strategy)
  return markdownTable(
    ['period', 'return', 'benchmark', 'excess', 'max drawdown', "benchmark's", 'Sharpe', 'turnover'],
    own.map((stat) => [
      stat.period,
      percent(stat.totalReturn),
      percent(stat.benchmarkReturn ?? undefined),
      percent(stat.excess ?? undefined),
      percent(stat.maxDrawdown),
      percent(stat.benchmarkMaxDrawdown ?? undefined),
      stat.sharpe?.toFixed(2) ?? '',
      stat.turnover.toFixed(1),
    ]),
  )
}

/** Figures of all time, one line for each strategy. */
export function summaryTable({ stats }: Accounts): string {
  const all = stats.filter(({ period }) => period === 'all')
  return markdownTable(
    ['strategy', 'from', 'to', 'a year', 'volatility', 'Sharpe', 'max drawdown', 'Calmar', 'turnover'],
    all.map((stat) => [
      stat.strategy,
      stat.from,
      stat.to,
      percent(stat.annualReturn ?? undefined),
      percent(stat.volatility ?? undefined),
      stat.sharpe?.toFixed(2) ?? '',
      percent(stat.maxDrawdown),
      stat.calmar?.toFixed(2) ?? '',
      stat.turnover.toFixed(1),
    ]),
  )
}
