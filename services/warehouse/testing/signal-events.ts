import { addDays, shanghaiTime } from '../../../core/market/trade-date.ts'
import type {
  FundFlow,
  Observation,
  PortfolioDay,
  PortfolioStat,
  PortfolioWeight,
  SeriesBar,
  Signal,
  Target,
} from '../../../schemas/generated/events.ts'
import { DATE, SYMBOL } from './events.ts'

const FIRST = DATE(2022_03_01)
const INDEX = SYMBOL('000300.SH')
const place = { dataset: 'main', epoch: 1 } as const
const revised = { ...place, revision: 0, deleted: false } as const

/** Events of series and signals: what matters to a test is given, the rest is plain. */
export function seriesBar(event: Partial<SeriesBar> = {}): SeriesBar {
  const tradeDate = event.tradeDate ?? FIRST
  const close = event.close ?? 4_000
  return {
    ...place,
    symbol: INDEX,
    market: 'CN',
    tradeDate,
    eventTime: shanghaiTime(tradeDate, 15, 0),
    open: close,
    high: close,
    low: close,
    close,
    volume: null,
    amount: null,
    adjustment: 'none',
    source: 'test',
    late: false,
    ...event,
  }
}

export function observation(event: Partial<Observation> = {}): Observation {
  return {
    ...place,
    series: 'CN.PMI',
    period: DATE(2022_02_28),
    eventTime: shanghaiTime(FIRST, 9, 30),
    value: 50.2,
    forecast: null,
    unit: 'index',
    releaseKnown: true,
    source: 'test',
    late: false,
    ...event,
  }
}

export function fundFlow(event: Partial<FundFlow> = {}): FundFlow {
  const tradeDate = event.tradeDate ?? FIRST
  return {
    ...place,
    symbol: SYMBOL('510300.SH'),
    tradeDate,
    eventTime: shanghaiTime(addDays(tradeDate, 1), 8, 0),
    name: '沪深300ETF',
    shares: 12_000_000_000,
    nav: 4.1,
    close: 4.11,
    netInflow: null,
    source: 'test',
    late: false,
    ...event,
  }
}

export function signal(event: Partial<Signal> = {}): Signal {
  const tradeDate = event.tradeDate ?? FIRST
  return {
    ...revised,
    signal: 'vvix_vix',
    subject: 'US',
    tradeDate,
    eventTime: shanghaiTime(addDays(tradeDate, 1), 5, 0),
    value: 4.5,
    state: 'normal',
    rank: null,
    components: {},
    notes: {},
    ...event,
  }
}

export function target(event: Partial<Target> = {}): Target {
  const tradeDate = event.tradeDate ?? FIRST
  return {
    ...place,
    strategy: 'mapping-strong',
    tradeDate,
    eventTime: shanghaiTime(tradeDate, 15, 0),
    execution: 'nextOpen',
    weights: [
      { symbol: SYMBOL('801081.SI'), weight: 0.5 },
      { symbol: SYMBOL('801102.SI'), weight: 0.5 },
    ],
    benchmark: SYMBOL('881001.WI'),
    costRate: 0.0005,
    reason: 'test',
    ...event,
  }
}

export function portfolioDay(event: Partial<PortfolioDay> = {}): PortfolioDay {
  const tradeDate = event.tradeDate ?? FIRST
  return {
    ...revised,
    strategy: 'mapping-strong',
    tradeDate,
    eventTime: shanghaiTime(tradeDate, 15, 0),
    nav: 1.01,
    benchmarkNav: 1.002,
    dayReturn: 0.01,
    benchmarkReturn: 0.002,
    turnover: 1,
    cost: 0.0005,
    cash: 0,
    holdings: 2,
    blocked: 0,
    drawdown: 0,
    ...event,
  }
}

export function portfolioWeight(event: Partial<PortfolioWeight> = {}): PortfolioWeight {
  const tradeDate = event.tradeDate ?? FIRST
  return {
    ...revised,
    strategy: 'mapping-strong',
    tradeDate,
    eventTime: shanghaiTime(tradeDate, 15, 0),
    symbol: SYMBOL('801081.SI'),
    weight: 0.49,
    target: 0.5,
    blocked: null,
    ...event,
  }
}

export function portfolioStat(event: Partial<PortfolioStat> = {}): PortfolioStat {
  return {
    ...revised,
    strategy: 'mapping-strong',
    period: '2022',
    from: FIRST,
    to: FIRST,
    eventTime: shanghaiTime(FIRST, 15, 0),
    sessions: 1,
    totalReturn: 0.01,
    annualReturn: null,
    volatility: null,
    sharpe: null,
    maxDrawdown: 0,
    calmar: null,
    benchmarkReturn: 0.002,
    excess: 0.008,
    benchmarkMaxDrawdown: 0,
    winRate: 1,
    turnover: 1,
    ...event,
  }
}
