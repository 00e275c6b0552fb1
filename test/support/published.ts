import { type EventTime, sessionClose, shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import type { Codec } from '../../runtime/codec/port.ts'
import { ownTask } from '../../runtime/log/own-task.ts'
import type { EventLog, OutgoingRecord } from '../../runtime/log/port.ts'
import { broadcast, controlRecord } from '../../runtime/processor/control.ts'
import { outputEncoder } from '../../runtime/processor/output-encoder.ts'
import type { AnyOutputEvent } from '../../runtime/processor/processor.ts'
import type { LadderTier } from '../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'

/** What a test writes into a log: outputs of a data set and epoch, as a processor would. */
export interface Publication {
  readonly outputs: readonly AnyOutputEvent<TopicKey>[]
  readonly dataset?: string
  readonly epoch?: number
  /** A control record behind them, in every partition of their topics: complete up to this session's close. */
  readonly closes?: number
}

/** Creates all topics and publishes, each publication as one commit. */
export async function publish(
  log: EventLog,
  codec: Codec,
  publications: readonly Publication[],
  partitions = 1,
): Promise<void> {
  const counts = new Map<TopicKey, number>()
  for (const [key, { partitioning }] of Object.entries(TOPICS))
    counts.set(key as TopicKey, partitioning === 'keyed' ? partitions : 1)
  await log.ensureTopics(
    Object.entries(TOPICS).map(([key, { name, cleanup }]) => ({
      name,
      cleanup,
      partitions: counts.get(key as TopicKey)!,
    })),
  )
  const encode = await outputEncoder(codec, Object.keys(TOPICS) as TopicKey[])
  const control = await codec.encoder(TOPICS.ladder.name, 'control')
  const { task, release } = await ownTask(log, { application: 'test', processor: 'publication' })
  for (const [sequence, { outputs, dataset = 'main', epoch = 1, closes }] of publications.entries()) {
    const records: OutgoingRecord[] = outputs.map((output) => encode(output, { dataset, epoch }))
    if (closes !== undefined) {
      const session = closes as TradeDate
      const content = { kind: 'watermark', session, eventTime: sessionClose(session) } as const
      const said = controlRecord(
        { source: 'market', task: 0, tasks: 1 },
        { dataset, epoch, sequence },
        content,
      )
      records.push(...broadcast(said, control, [...new Set(outputs.map(({ topic }) => topic))], counts))
    }
    await task.commit({ outputs: records, state: new Map(), positions: [] })
  }
  await release()
}

/** Which epoch the views show. */
export const activation = (epoch: number, dataset = 'main'): Publication => ({
  dataset,
  epoch,
  outputs: [
    {
      topic: 'datasets',
      key: String(epoch),
      eventTime: 0 as EventTime,
      value: { active: true, version: epoch },
    } as AnyOutputEvent<'datasets'>,
  ],
})

/** A tier of the ladder as it stood at a time of day; `known` overrides what it says. */
export function ladderTier(
  tradeDate: number,
  [hour, minute]: readonly [number, number],
  tier: number,
  known: Partial<LadderTier>,
): AnyOutputEvent<'ladder'> {
  const eventTime = shanghaiTime(tradeDate as TradeDate, hour, minute)
  const scope = known.scope ?? 'all'
  return {
    topic: 'ladder',
    key: `${scope}/${tradeDate}/${tier}`,
    eventTime,
    value: {
      revision: 0,
      deleted: false,
      scope,
      tradeDate: tradeDate as TradeDate,
      eventTime,
      tier,
      boards: 0,
      base: null,
      promoted: null,
      rate: null,
      final: true,
      ...known,
    },
  } as AnyOutputEvent<'ladder'>
}
