import type { Type } from 'avsc'
import type { Observable } from 'rxjs'
import type { EventTime, TradeDate } from '../../core/market/trade-date.ts'
import type { History } from '../../schemas/generated/events.ts'
import type { TopicKey, WriterName } from '../../schemas/topics.ts'
import type { KeyedState } from './keyed-state.ts'
import type { ReferenceTable } from './reference-table.ts'
import type { TopicRecord } from './topic-record.ts'

/**
 * A settled event: its source has said that nothing earlier is to come. One that was published late takes its
 * place behind the punctuation that followed it: `eventTime` is that place, `value.eventTime` its own time.
 */
export interface InputEvent<Key extends TopicKey = TopicKey> {
  readonly topic: Key
  readonly key: string
  readonly eventTime: EventTime
  readonly value: TopicRecord<Key>
  /** Where its record stands in the topic: for dead letters. No result may depend on it. */
  readonly partition?: number
  readonly offset?: number
}

/** An event of any of the given topics, discriminated by `topic`. */
export type AnyInputEvent<Keys extends TopicKey> = { [Key in Keys]: InputEvent<Key> }[Keys]

/** The session whose events follow. */
export interface OpenSession {
  readonly tradeDate: TradeDate
  /** When the barrier stands in event time, before the session's first event. */
  readonly eventTime: EventTime
  readonly previousSession: TradeDate | null
  /** What the data hold of the session before: known, nothing yet (first), or a gap. */
  readonly history: History
  /** Snapshots of this session follow. */
  readonly ticks: boolean
  /** Versions of the reference tables that hold for this session. */
  readonly references: Readonly<Record<string, number>>
}

/** The session whose last event has been applied. */
export interface ClosedSession {
  readonly tradeDate: TradeDate
  /** Fewer than half of the recently active symbols traded in our data. */
  readonly dataGap: boolean
}

/**
 * What moves through a processor: settled events of one task in total order, with the session boundary
 * before (`opens`) and after (`closes`) them where there is one. How many events come at once carries no meaning;
 * a batch without events says that time has passed.
 */
export interface Batch<Keys extends TopicKey = TopicKey> {
  readonly opens: OpenSession | undefined
  readonly events: readonly AnyInputEvent<Keys>[]
  readonly closes: ClosedSession | undefined
  /** Everything up to this event time has been applied once the batch is through. */
  readonly watermark: EventTime
  /**
   * More was waiting to be read. No result may depend on it: it allows to leave out what only shows the present,
   * which nobody needs of the past.
   */
  readonly behind?: boolean
}

/** An event to publish. The runtime adds the data set and the epoch. */
export interface OutputEvent<Key extends TopicKey = TopicKey> {
  readonly topic: Key
  readonly key: string
  readonly eventTime: EventTime
  readonly value: Omit<TopicRecord<Key>, 'dataset' | 'epoch'>
}

export type AnyOutputEvent<Keys extends TopicKey> = { [Key in Keys]: OutputEvent<Key> }[Keys]

/** State stores by name, with the Avro type of their values. */
export type StoreTypes = Readonly<Record<string, Type>>

export interface ProcessorContext<Stores> {
  /** All memory between batches. Rolls back with the event or the transaction. */
  readonly state: { readonly [Name in keyof Stores]: KeyedState<Stores[Name]> }
  readonly references: { readonly instruments: ReferenceTable<'instruments'> }
  /** This task among the processor's tasks. */
  readonly task: number
}

/**
 * A named, versioned, synchronous RxJS pipeline from batches to events. Only synchronous, event-time
 * operators without memory may stand in it: after `next(batch)` returns, every output of the batch has
 * been emitted, and all memory is in `context.state`.
 */
export interface ProcessorDefinition<
  Stores = Record<string, unknown>,
  In extends TopicKey = TopicKey,
  Out extends TopicKey = TopicKey,
> {
  readonly name: WriterName
  /** Part of the state's name: a new version rebuilds from the log. */
  readonly version: number
  readonly inputs: readonly In[]
  readonly outputs: readonly Out[]
  readonly assignment: 'perPartition' | 'single'
  /** Outputs whose readers need time inside a session: punctuation is passed on to them whenever it moves. */
  readonly punctuates?: readonly Out[]
  /** Inputs of which late events are wanted as well; those of the others are only counted. */
  readonly lateInputs?: readonly In[]
  /**
   * Of inputs with many keys, those that this processor needs; what has another key is not even decoded.
   * @param key without the data set
   */
  readonly reads?: (topic: In, key: string) => boolean
  /** Most records taken in one poll, where they are large: what is polled is held until it is settled. */
  readonly pollRecords?: number
  /** True for records that are not for this processor, such as its own where it writes to a topic that it reads. */
  readonly skips?: (topic: In, value: TopicRecord<In>) => boolean
  readonly stores: { readonly [Name in keyof Stores]: Type }
  pipeline(input$: Observable<Batch<In>>, context: ProcessorContext<Stores>): Observable<AnyOutputEvent<Out>>
}
