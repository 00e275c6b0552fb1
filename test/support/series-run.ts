import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import { type EventTime, sessionClose, shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import type { Lane } from '../../runtime/processor/lane.ts'
import { type Pending, type PendingPartition, settle } from '../../runtime/processor/pending.ts'
import type { AnyInputEvent, AnyOutputEvent, ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { ReferenceTable } from '../../runtime/processor/reference-table.ts'
import type { TopicRecord } from '../../runtime/processor/topic-record.ts'
import type { Control, FundFlow, Observation, SeriesBar, Target } from '../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import { laneOf } from './pipeline-harness.ts'

/** Topics that ingest publishes at the time when their values can be known. */
export type SeriesTopic = 'series' | 'observations' | 'fundFlows' | 'targets' | 'crossSection'

/** What happens, in any order: events, and the Chinese sessions that open and close among them. */
export interface Timeline {
  readonly events: readonly AnyInputEvent<SeriesTopic>[]
  /** Sessions that open at 08:45 and close at 15:00. */
  readonly sessions: readonly TradeDate[]
}

export interface SeriesRunOptions {
  /** The watermark stops there on its way; the outputs must not depend on it. */
  readonly watermarks?: readonly EventTime[]
  /** State is packed, thrown away and restored at these watermarks (taken from `watermarks`). */
  readonly restarts?: ReadonlySet<EventTime>
  /** How far the watermark goes (default: behind everything). */
  readonly until?: EventTime
}

const PLACE = { dataset: 'main', epoch: 1 } as const

export function seriesBar(
  symbol: string,
  tradeDate: number,
  close: number,
  eventTime: number,
  more: Partial<SeriesBar> = {},
): AnyInputEvent<'series'> {
  return event('series', symbol, {
    ...PLACE,
    symbol: symbol as InstrumentSymbol,
    market: symbol.endsWith('.US') ? 'US' : 'CN',
    tradeDate: tradeDate as TradeDate,
    eventTime: eventTime as EventTime,
    open: null,
    high: null,
    low: null,
    close,
    volume: null,
    amount: null,
    adjustment: 'none',
    source: 'test',
    late: false,
    ...more,
  })
}

/** A bar of a Chinese series, known at its close. */
export const chineseBar = (symbol: string, tradeDate: number, close: number, more: Partial<SeriesBar> = {}) =>
  seriesBar(symbol, tradeDate, close, sessionClose(tradeDate as TradeDate), more)

export function observation(
  series: string,
  period: number,
  value: number,
  eventTime: number,
  more: Partial<Observation> = {},
): AnyInputEvent<'observations'> {
  return event('observations', series, {
    ...PLACE,
    series,
    period: period as TradeDate,
    eventTime: eventTime as EventTime,
    value,
    forecast: null,
    unit: 'percent',
    releaseKnown: true,
    source: 'test',
    late: false,
    ...more,
  })
}

export function fundFlow(
  symbol: string,
  tradeDate: number,
  shares: number,
  nav: number | null,
  more: Partial<FundFlow> = {},
): AnyInputEvent<'fundFlows'> {
  return event('fundFlows', symbol, {
    ...PLACE,
    symbol: symbol as InstrumentSymbol,
    tradeDate: tradeDate as TradeDate,
    eventTime: sessionClose(tradeDate as TradeDate),
    name: null,
    shares,
    nav,
    close: null,
    netInflow: null,
    source: 'test',
    late: false,
    ...more,
  })
}

export const target = (value: Omit<Target, 'dataset' | 'epoch'>): AnyInputEvent<'targets'> =>
  event('targets', value.strategy, { ...PLACE, ...value })

export function event<Key extends SeriesTopic>(
  topic: Key,
  key: string,
  value: TopicRecord<Key>,
): Extract<AnyInputEvent<SeriesTopic>, { topic: Key }> {
  const { eventTime } = value as { readonly eventTime: EventTime }
  return { topic, key: `main/${key}`, eventTime, value } as unknown as Extract<
    AnyInputEvent<SeriesTopic>,
    { topic: Key }
  >
}

/** Sessions of the bundled calendar from one date to another. */
export const sessionsBetween = (from: number, to: number): TradeDate[] =>
  chineseCalendar.all.filter((session) => session >= from && session <= to)

/** What a processor says of a timeline, as the runtime would feed it. */
export function runSeries(
  definition: unknown,
  timeline: Timeline,
  options: SeriesRunOptions = {},
): AnyOutputEvent<TopicKey>[] {
  const processor = definition as ProcessorDefinition
  const partitions = pendingOf(timeline)
  const { watermarks = [], restarts = new Set(), until = endOf(timeline) } = options
  const stops = [...new Set([...watermarks.filter((time) => time < until), until])].sort((a, b) => a - b)
  const outputs: AnyOutputEvent<TopicKey>[] = []
  let lane = laneOf(processor, new ReferenceTable<'instruments'>())
  for (const stop of stops) {
    for (const batch of settle(partitions, stop).batches) {
      const applied = lane.apply(batch)
      if (applied.poisoned.length > 0)
        throw new Error('an event was poisoned', { cause: applied.poisoned[0]!.cause })
      lane.settle()
      outputs.push(...applied.outputs)
    }
    if (restarts.has(stop)) lane = restarted(processor, lane)
  }
  return outputs
}

function restarted(
  processor: ProcessorDefinition,
  before: Lane<AnyOutputEvent<TopicKey>>,
): Lane<AnyOutputEvent<TopicKey>> {
  const after = laneOf(processor, new ReferenceTable<'instruments'>())
  for (const shard of before.state.packChanged()) after.state.unpack(shard)
  before.close()
  // Shards that do not change later have to be packed again by the next restart.
  for (const store of Object.values(after.state.stores))
    for (const [key, value] of store.sorted()) store.set(key, value)
  after.state.settle()
  return after
}

function pendingOf({ events, sessions }: Timeline): PendingPartition[] {
  const byTopic = new Map<string, Pending[]>()
  let offset = 0
  for (const each of events) {
    const list = byTopic.get(each.topic) ?? []
    byTopic.set(each.topic, list)
    list.push({ kind: 'event', offset, ...each } as unknown as Pending)
    offset += 1
  }
  const controls = sessions.flatMap((session): Pending[] => [
    { kind: 'control', offset: 0, control: boundary('sessionOpen', session) },
    { kind: 'control', offset: 0, control: boundary('watermark', session) },
  ])
  const topics = byTopic.size === 0 ? ['series'] : [...byTopic.keys()]
  return topics.map((topic) => ({
    topic: TOPICS[topic as TopicKey].name,
    partition: 0,
    records: [...(byTopic.get(topic) ?? []), ...controls],
    late: [],
  }))
}

function boundary(kind: 'sessionOpen' | 'watermark', session: TradeDate): Control {
  const eventTime = kind === 'sessionOpen' ? shanghaiTime(session, 8, 45) : sessionClose(session)
  return {
    ...PLACE,
    kind,
    source: 'ingest',
    task: 0,
    tasks: 1,
    sequence: 1,
    eventTime,
    session,
    previousSession: session === chineseCalendar.first ? null : chineseCalendar.previous(session),
    history: 'known',
    dataGap: false,
    references: {},
    marker: null,
    ticks: false,
  }
}

function endOf({ events, sessions }: Timeline): EventTime {
  const times = [...events.map(({ eventTime }) => eventTime), ...sessions.map(sessionClose)]
  return times.reduce((last, time) => (time > last ? time : last), 0 as EventTime)
}
