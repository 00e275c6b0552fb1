import type { EventTime } from '../../core/market/trade-date.ts'
import type { Control } from '../../schemas/generated/events.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import type { StoredRecord, TopicPartition } from '../log/port.ts'
import type { Unusable } from './dead-letter.ts'
import type { AnyInputEvent, Batch, ClosedSession, OpenSession } from './processor.ts'
import { compareTicks } from './tick-order.ts'
import { BEGINNING } from './watermark.ts'

/** A record that has been read but not settled. It holds back the input position. */
export type Pending =
  | PendingEvent
  | { readonly kind: 'control'; readonly offset: number; readonly control: Control }
  | { readonly kind: 'marker'; readonly offset: number; readonly marker: string }
  | ({ readonly kind: 'unusable'; readonly eventTime: EventTime } & UnusableRecord)

/** An event is its own record here: it is the one kind that comes by the million. */
export type PendingEvent = AnyInputEvent<TopicKey> & {
  readonly kind: 'event'
  readonly partition: number
  readonly offset: number
}

/** A record that nobody can take, by its bytes or its place. */
export interface UnusableRecord extends Unusable {
  readonly offset: number
  readonly raw: StoredRecord
}

/** Unsettled records of one input partition. */
export interface PendingPartition {
  readonly topic: string
  readonly partition: number
  records: Pending[]
  /** Late events that wait for the punctuation behind which they take their place. */
  late: PendingEvent[]
}

/** What a move of the watermark settles: batches in event-time order, and records that are no events. */
export interface Settled {
  readonly batches: readonly Batch[]
  readonly unusable: readonly (UnusableRecord & {
    readonly at: TopicPartition
    readonly eventTime: EventTime
  })[]
  readonly duplicates: number
}

/** Takes everything up to the watermark out of the partitions and puts it into its total order. */
export function settle(partitions: Iterable<PendingPartition>, watermark: EventTime): Settled {
  const events: AnyInputEvent<TopicKey>[] = []
  const opens = new Map<number, Control>()
  const closes = new Map<number, Control>()
  const unusable: Settled['unusable'][number][] = []
  for (const partition of partitions) {
    const kept: Pending[] = []
    for (const record of partition.records) {
      if (record.kind === 'event' && record.eventTime <= watermark) events.push(record)
      else if (record.kind === 'control' && record.control.eventTime <= watermark) {
        const { kind, session } = record.control
        if (kind === 'sessionOpen' && session !== null && !opens.has(session))
          opens.set(session, record.control)
        if (kind === 'watermark' && session !== null && !closes.has(session))
          closes.set(session, record.control)
      } else if (record.kind === 'unusable' && record.eventTime <= watermark) {
        const { kind: _kind, ...unusableRecord } = record
        unusable.push({ at: { topic: partition.topic, partition: partition.partition }, ...unusableRecord })
      } else kept.push(record)
    }
    partition.records = kept
  }
  const { unique, duplicates } = inTotalOrder(events)
  return { batches: splitBySession(unique, opens, closes, watermark), unusable, duplicates }
}

function compare(a: AnyInputEvent<TopicKey>, b: AnyInputEvent<TopicKey>): number {
  return (
    a.eventTime - b.eventTime ||
    (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) ||
    (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0) ||
    (a.topic === 'ticks' && b.topic === 'ticks'
      ? compareTicks(a.value, b.value)
      : revisionOf(a) - revisionOf(b))
  )
}

const revisionOf = (event: AnyInputEvent<TopicKey>): number =>
  (event.value as { readonly revision?: number }).revision ?? 0

/**
 * Sorts by the total order and drops re-deliveries: the same identity (topic, key, time, revision) again. Snapshots
 * of one moment may differ, and their copies are counted by those who know what makes them equal: they stay.
 */
function inTotalOrder(events: AnyInputEvent<TopicKey>[]): {
  readonly unique: AnyInputEvent<TopicKey>[]
  readonly duplicates: number
} {
  let sorted = true
  for (let at = 1; at < events.length && sorted; at += 1) sorted = compare(events[at - 1]!, events[at]!) < 0
  if (sorted) return { unique: events, duplicates: 0 }
  events.sort(compare)
  const unique = events.filter(
    (event, at) => at === 0 || event.topic === 'ticks' || compare(events[at - 1]!, event) !== 0,
  )
  return { unique, duplicates: events.length - unique.length }
}

function splitBySession(
  events: readonly AnyInputEvent<TopicKey>[],
  opens: ReadonlyMap<number, Control>,
  closes: ReadonlyMap<number, Control>,
  watermark: EventTime,
): Batch[] {
  const boundaries = [
    ...[...opens.values()].map((control) => ({ control, opens: true })),
    ...[...closes.values()].map((control) => ({ control, opens: false })),
  ].sort(
    (a, b) =>
      a.control.eventTime - b.control.eventTime ||
      a.control.session! - b.control.session! ||
      Number(b.opens) - Number(a.opens),
  )
  const batches: Batch[] = []
  let from = 0
  let passed = BEGINNING
  let open: OpenSession | undefined
  const cut = (
    until: EventTime,
    inclusive: boolean,
    close: ClosedSession | undefined,
    always = false,
  ): void => {
    let to = from
    while (
      to < events.length &&
      (events[to]!.eventTime < until || (inclusive && events[to]!.eventTime === until))
    )
      to += 1
    const isNews = open !== undefined || close !== undefined || (always && until > passed)
    if (to === from && !isNews) return
    batches.push({
      opens: open,
      events: events.slice(from, to),
      closes: close,
      watermark: inclusive ? until : ((until - 1) as EventTime),
    })
    passed = batches.at(-1)!.watermark
    from = to
    open = undefined
  }
  for (const { control, opens: isOpen } of boundaries) {
    if (isOpen) {
      cut(control.eventTime, false, undefined)
      open = {
        tradeDate: control.session!,
        eventTime: control.eventTime,
        previousSession: control.previousSession,
        history: control.history,
        ticks: control.ticks,
        references: control.references,
      }
    } else cut(control.eventTime, true, { tradeDate: control.session!, dataGap: control.dataGap })
  }
  cut(watermark, true, undefined, true)
  return batches
}
