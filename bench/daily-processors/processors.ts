import { sessionClose, shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import type { Lane } from '../../runtime/processor/lane.ts'
import type { AnyInputEvent, AnyOutputEvent, Batch } from '../../runtime/processor/processor.ts'
import { ReferenceTable } from '../../runtime/processor/reference-table.ts'
import type { Instrument } from '../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import { DAILY_PROCESSORS } from '../../services/sentiment/daily-processors.ts'
import { laneOf } from '../../test/support/pipeline-harness.ts'
import type { PlainSession } from './plain-loop.ts'

type Outputs = readonly AnyOutputEvent<TopicKey>[]

/** A session's batch as the runtime hands it to a processor once its records are decoded and settled. */
export function batchesOf(sessions: readonly PlainSession[]): Batch[] {
  return sessions.map(({ tradeDate, bars }, at) => ({
    opens: {
      tradeDate,
      eventTime: shanghaiTime(tradeDate, 9, 15),
      previousSession: sessions[at - 1]?.tradeDate ?? (null as TradeDate | null),
      history: at === 0 ? 'first' : 'known',
      ticks: false,
      references: { [TOPICS.instruments.name]: 1 },
    },
    events: bars.map((value) => ({
      topic: 'bars1d',
      key: `main/${value.instrument}`,
      eventTime: value.eventTime,
      value,
    })),
    closes: { tradeDate, dataGap: false },
    watermark: sessionClose(tradeDate),
  }))
}

/** What both daily processors say of the batches; what lies between them (log, codec) is left out. */
export function throughProcessors(batches: readonly Batch[], instruments: readonly Instrument[]): Outputs[] {
  const table = new ReferenceTable<'instruments'>()
  for (const record of instruments) table.put(record.instrument, record)
  const [limitState, marketDaily] = DAILY_PROCESSORS.map((definition) => laneOf(definition, table))
  return batches.map((batch) => {
    const states = applied(limitState!, batch)
    const market = applied(marketDaily!, { ...batch, events: states as readonly AnyInputEvent<TopicKey>[] })
    return [...states, ...market]
  })
}

function applied(lane: Lane<AnyOutputEvent<TopicKey>>, batch: Batch): Outputs {
  const { outputs, poisoned } = lane.apply(batch)
  if (poisoned[0] !== undefined) throw new Error('an event was poisoned', { cause: poisoned[0].cause })
  lane.settle()
  return outputs
}
