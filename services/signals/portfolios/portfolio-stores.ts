import type { Type } from 'avsc'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import type { Account } from '../../../core/portfolio/account.ts'
import type { Benchmark } from '../../../core/portfolio/benchmark.ts'
import type { Tally } from '../../../core/portfolio/tally.ts'
import { avroType } from '../../../runtime/codec/schemas.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { eventStateType, stateType } from '../../../runtime/processor/state-type.ts'
import type { SeriesBar } from '../../../schemas/generated/events.ts'

/** A strategy's account with what is said of it from close to close. */
export interface StrategyAccount {
  readonly account: Account
  /** When it decided first: its figures count from the first close after that. */
  readonly startedAt: EventTime
  /** The benchmark of its newest target, and when that was decided. */
  readonly wanted: InstrumentSymbol | null
  readonly wantedAt: EventTime
  readonly benchmark: Benchmark | null
  /** Net asset value at the last close, and the highest so far. */
  readonly nav: number
  readonly peak: number
}

/** The newest close of a symbol. */
export interface KnownClose {
  readonly price: number
  readonly tradeDate: TradeDate
}

export interface PortfolioStores {
  /** By strategy. */
  readonly accounts: StrategyAccount
  /** Figures so far, by strategy and `all` or `year`. */
  readonly tallies: Tally
  /** By symbol. */
  readonly closes: KnownClose
  /** Mainland bars since the last close, by symbol and date: they are used when the session closes. */
  readonly homeBars: SeriesBar
  /** Foreign bars of one moment, by symbol and date: they are used when it has passed. */
  readonly foreignBars: SeriesBar
}

export type PortfolioState = ProcessorContext<PortfolioStores>['state']
export type PortfolioOutput = 'portfolios' | 'weights' | 'portfolioStats'
export type Emit = (output: AnyOutputEvent<PortfolioOutput>) => void

const field = (name: string, type: unknown) => ({ name, type })
const orNull = (type: unknown) => ['null', type]
const arrayOf = (items: unknown) => ({ type: 'array', items })
const record = (name: string, fields: readonly unknown[]) => ({ type: 'record', name, fields })

const targetOrder = record('TargetOrderState', [
  field('decidedAt', 'long'),
  field('execution', 'string'),
  field('weights', arrayOf(record('WeightState', [field('symbol', 'string'), field('weight', 'double')]))),
  field('costRate', 'double'),
])

const account = record('AccountState', [
  field('cash', 'double'),
  field(
    'positions',
    arrayOf(
      record('PositionState', [
        field('symbol', 'string'),
        field('units', 'double'),
        field('price', 'double'),
        field('boughtUnits', 'double'),
        field('boughtOn', 'int'),
      ]),
    ),
  ),
  field('standing', orNull(targetOrder)),
  field(
    'pending',
    arrayOf(record('PendingState', [field('symbol', 'string'), field('reason', orNull('string'))])),
  ),
  field('waiting', arrayOf('TargetOrderState')),
  field('traded', 'double'),
  field('cost', 'double'),
  field('postponed', arrayOf('string')),
])

const benchmark = record('BenchmarkState', [
  field('symbol', 'string'),
  field('anchorNav', 'double'),
  field('anchorPrice', orNull('double')),
  field('nav', orNull('double')),
])

export const PORTFOLIO_STORES = {
  accounts: avroType(
    record('StrategyAccount', [
      field('account', account),
      field('startedAt', 'long'),
      field('wanted', orNull('string')),
      field('wantedAt', 'long'),
      field('benchmark', orNull(benchmark)),
      field('nav', 'double'),
      field('peak', 'double'),
    ]),
  ),
  tallies: stateType('Tally', {
    from: 'int',
    to: 'int',
    sessions: 'int',
    startNav: 'double',
    nav: 'double',
    peak: 'double',
    maxDrawdown: 'double',
    mean: 'double',
    squares: 'double',
    startBenchmark: 'double?',
    benchmark: 'double?',
    benchmarkPeak: 'double?',
    benchmarkMaxDrawdown: 'double?',
    wins: 'int',
    turnover: 'double',
  }),
  closes: stateType('KnownClose', { price: 'double', tradeDate: 'int' }),
  homeBars: eventStateType('series-bar'),
  foreignBars: eventStateType('series-bar'),
} satisfies Record<keyof PortfolioStores, Type>
