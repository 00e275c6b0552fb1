import {
  PortfolioDay as DaySchema,
  PortfolioStat as StatSchema,
  StrategyTarget as TargetSchema,
  PortfolioWeight as WeightSchema,
} from '../../api/portfolios.ts'
import type {
  Portfolio,
  PortfolioDay,
  PortfolioStat,
  PortfolioWeight,
  StrategySummary,
  StrategyTarget,
} from '../../api/types.ts'
import { toColumns } from '../columns.ts'
import type { Period } from './history.ts'
import type { Reader } from './reader.ts'
import { fieldsOf, millisecondsOf, select } from './select.ts'

export const DAY_NAMES = fieldsOf(DaySchema)

const date = 'toString(v.trade_date)'
const availableAt = millisecondsOf('available_at')
const DAYS = select(DAY_NAMES, { date, availableAt })
const STATS = select(fieldsOf(StatSchema), {
  fromDate: 'toString(v.from_date)',
  toDate: 'toString(v.to_date)',
  availableAt,
})
const WEIGHTS = select(fieldsOf(WeightSchema), { date })
const TARGETS = select(fieldsOf(TargetSchema), { date, availableAt })
const OF_STRATEGY = 'v.dataset = {dataset:String} AND v.strategy = {strategy:String}'
/** Eighty years of sessions. */
const MOST = 20_000
const EVER = { from: '1970-01-01', to: '2149-06-06' } as const

/** Every strategy with its last session. */
export async function strategySummaries(
  reader: Reader,
  dataset: string,
  abort: AbortSignal,
): Promise<StrategySummary[]> {
  const rows = await reader.rows<PortfolioDay & Omit<StrategySummary, 'latest'>>(
    'portfolios',
    `SELECT v.strategy AS strategy, counts.sessions AS sessions, counts.first AS from, ${DAYS}
     FROM portfolio_nav_all AS v
     INNER JOIN (SELECT strategy AS name, toUInt32(count()) AS sessions, toString(min(trade_date)) AS first,
         max(trade_date) AS last
       FROM portfolio_nav_all WHERE dataset = {dataset:String} GROUP BY strategy) AS counts
       ON counts.name = v.strategy AND counts.last = v.trade_date
     WHERE v.dataset = {dataset:String} ORDER BY strategy`,
    { dataset },
    abort,
  )
  return rows.map(({ strategy, sessions, from, ...latest }) => ({ strategy, sessions, from, latest }))
}

/** Days, figures, positions and the newest target of a strategy. */
export async function portfolio(
  reader: Reader,
  dataset: string,
  strategy: string,
  { from, to }: Period,
  abort: AbortSignal,
): Promise<Portfolio> {
  const of = { dataset, strategy }
  const days = await reader.rows<PortfolioDay>(
    'portfolio-days',
    `SELECT ${DAYS} FROM portfolio_nav_all AS v
     WHERE ${OF_STRATEGY} AND v.trade_date BETWEEN {from:Date} AND {to:Date}
     ORDER BY v.trade_date DESC LIMIT {limit:UInt32}`,
    { ...of, from: from ?? EVER.from, to: to ?? EVER.to, limit: MOST },
    abort,
  )
  const stats = await reader.rows<PortfolioStat>(
    'portfolio-stats',
    `SELECT ${STATS} FROM portfolio_stats_all AS v WHERE ${OF_STRATEGY} ORDER BY v.period`,
    of,
    abort,
  )
  const weights = await reader.rows<PortfolioWeight>(
    'portfolio-weights',
    `SELECT ${WEIGHTS} FROM portfolio_weights_all AS v
     WHERE ${OF_STRATEGY} AND v.trade_date =
       (SELECT max(trade_date) FROM portfolio_nav_all WHERE dataset = {dataset:String} AND strategy = {strategy:String})
     ORDER BY v.weight DESC, v.symbol`,
    of,
    abort,
  )
  const [target] = await reader.rows<StrategyTarget>(
    'portfolio-target',
    `SELECT ${TARGETS} FROM strategy_targets_all AS v WHERE ${OF_STRATEGY} ORDER BY v.available_at DESC LIMIT 1`,
    of,
    abort,
  )
  return { ...of, days: toColumns(DAY_NAMES, days.reverse()), stats, weights, target: target ?? null }
}
