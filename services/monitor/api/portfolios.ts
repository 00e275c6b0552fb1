import { z } from 'zod'
import { Count, columnsOf, Dataset, IsoDate, Rate, Time } from './common.ts'

export const StrategyName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'a strategy is written mapping-strong')
  .describe('Name of a strategy, such as mapping-strong.')

const Held = z.string().max(40).describe('Index, fund or share held.')

/** The account of a strategy after a session. */
export const PortfolioDay = z.object({
  date: IsoDate,
  nav: z.number().describe('Net asset value, 1 before the first trade.'),
  benchmarkNav: z.number().nullable(),
  dayReturn: z.number(),
  benchmarkReturn: Rate,
  turnover: z.number(),
  cost: z.number(),
  cash: z.number(),
  holdings: Count,
  blocked: Count,
  drawdown: z.number(),
  availableAt: Time,
})
export type PortfolioDay = z.infer<typeof PortfolioDay>

/** Figures of a year, or of all. */
export const PortfolioStat = z.object({
  period: z.string().describe('all, or a year.'),
  fromDate: IsoDate,
  toDate: IsoDate,
  sessions: Count,
  totalReturn: z.number(),
  annualReturn: Rate,
  volatility: Rate,
  sharpe: Rate,
  maxDrawdown: z.number(),
  calmar: Rate,
  benchmarkReturn: Rate,
  excess: Rate,
  benchmarkMaxDrawdown: Rate,
  winRate: Rate,
  turnover: z.number(),
  availableAt: Time,
})
export type PortfolioStat = z.infer<typeof PortfolioStat>

export const PortfolioWeight = z.object({
  date: IsoDate,
  symbol: Held,
  weight: z.number(),
  target: z.number(),
  blocked: z.string().nullable(),
})
export type PortfolioWeight = z.infer<typeof PortfolioWeight>

/** What a strategy decided last. */
export const StrategyTarget = z.object({
  date: IsoDate,
  availableAt: Time.describe('When it was decided; traded at the first open or close after it.'),
  execution: z.string(),
  weights: z.array(z.object({ symbol: Held, weight: z.number() })),
  benchmark: z.string().nullable(),
  costRate: z.number(),
  reason: z.string(),
})
export type StrategyTarget = z.infer<typeof StrategyTarget>

export const StrategySummary = z.object({
  strategy: StrategyName,
  sessions: Count,
  from: IsoDate,
  latest: PortfolioDay,
})
export type StrategySummary = z.infer<typeof StrategySummary>

/** GET /api/v1/portfolios: every strategy that has an account, as of its last session. */
export const Portfolios = z.object({ dataset: Dataset, strategies: z.array(StrategySummary) })
export type Portfolios = z.infer<typeof Portfolios>

/** GET /api/v1/portfolios/{strategy}: its days, figures by year, positions and newest target. */
export const Portfolio = z.object({
  dataset: Dataset,
  strategy: StrategyName,
  days: columnsOf(PortfolioDay),
  stats: z.array(PortfolioStat),
  weights: z.array(PortfolioWeight),
  target: StrategyTarget.nullable(),
})
export type Portfolio = z.infer<typeof Portfolio>
