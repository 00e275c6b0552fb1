import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import type { EventTime, TradeDate } from '../../core/market/trade-date.ts'
import type { OutputEvent } from '../../runtime/processor/processor.ts'
import type { Execution } from '../../schemas/generated/events.ts'
import type { TopicKey } from '../../schemas/topics.ts'

/** A row of a signal as its family makes it; figures that are not known are null. */
export interface SignalRow {
  readonly signal: string
  readonly subject: string
  readonly tradeDate: TradeDate
  readonly eventTime: EventTime
  readonly value: number | null
  readonly state: string | null
  /** Place among the subjects of that date, from 1. */
  readonly rank?: number | null
  readonly components: Readonly<Record<string, number | null>>
  readonly notes?: Readonly<Record<string, string>>
}

/** Topics that carry signals. */
type SignalTopic = Extract<TopicKey, 'microcap' | 'microcapIndex' | 'macro' | 'mapping' | 'overnight'>

/** The event of a row; components that are null are left out. */
export function signalOutput<Topic extends SignalTopic>(topic: Topic, row: SignalRow): OutputEvent<Topic> {
  const { signal, subject, tradeDate, eventTime, value, state, rank = null, components, notes = {} } = row
  const known = Object.entries(components).filter((entry): entry is [string, number] => entry[1] !== null)
  const event: OutputEvent<SignalTopic> = {
    topic,
    key: `${signal}/${subject}/${tradeDate}`,
    eventTime,
    value: {
      revision: 0,
      deleted: false,
      signal,
      subject,
      tradeDate,
      eventTime,
      value,
      state,
      rank,
      components: Object.fromEntries(known),
      notes,
    },
  }
  return event as OutputEvent<Topic>
}

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
