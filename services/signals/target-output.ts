import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import type { EventTime, TradeDate } from '../../core/market/trade-date.ts'
import type { OutputEvent } from '../../runtime/processor/processor.ts'
import type { Execution } from '../../schemas/generated/events.ts'

/** What a strategy wants, as its family says it. */
export interface TargetRow {
  readonly strategy: string
  readonly tradeDate: TradeDate
  readonly eventTime: EventTime
  readonly execution: Execution
  /** Fractions by symbol; what is missing to 1 is cash. */
  readonly weights: ReadonlyMap<InstrumentSymbol, number>
  readonly benchmark: InstrumentSymbol | null
  readonly costRate: number
  readonly reason: string
}

/** The event of a target: weights rising by symbol, none of them 0. */
export function targetOutput({ weights, ...row }: TargetRow): OutputEvent<'targets'> {
  return {
    topic: 'targets',
    key: row.strategy,
    eventTime: row.eventTime,
    value: { ...row, weights: weightList(weights) },
  }
}

/** One text for equal weights, to see whether a target changes. */
export const weightsText = (weights: ReadonlyMap<InstrumentSymbol, number>): string =>
  weightList(weights)
    .map(({ symbol, weight }) => `${symbol}=${weight}`)
    .join(' ')

const weightList = (
  weights: ReadonlyMap<InstrumentSymbol, number>,
): { readonly symbol: InstrumentSymbol; readonly weight: number }[] =>
  [...weights]
    .filter(([, weight]) => weight > 0)
    .map(([symbol, weight]) => ({ symbol, weight }))
    .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
