import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { addDays, shanghaiDate, shanghaiTime } from '../../../core/market/trade-date.ts'
import type { Codec, Decoder } from '../../../runtime/codec/port.ts'
import { LogError } from '../../../runtime/errors.ts'
import type { EventLog, Position, RecordBatch, StoredRecord } from '../../../runtime/log/port.ts'
import { isControlKey } from '../../../runtime/processor/control.ts'
import { datasetOfKey } from '../../../runtime/processor/dead-letter.ts'
import { requirePartition, requireValue } from '../../../runtime/processor/require-record.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import type { StoredTopic } from '../ddl/tables.ts'
import { isWithheld } from '../sink/block-reader.ts'
import type { Event } from '../sink/row-encoder.ts'
import { NO_HOUR } from './buckets.ts'
import { type Letters, letterPlace } from './letters.ts'
import { RowHasher, type RowHashes } from './row-hasher.ts'
import type { Scope } from './stored-rows.ts'
import { type Layout, partitionOf, type TableFacts } from './table-facts.ts'

/** What the log says of one record. */
export type Verdict =
  /** Of another data set, an older epoch, or another day. */
  | { readonly kind: 'outside' | 'past' }
  /** The sink keeps it back until the next rebuild. */
  | { readonly kind: 'withheld' }
  /** It has a dead letter instead of a row; `unanswered`: it should have one. */
  | { readonly kind: 'letter' | 'unanswered'; readonly reason: string }
  | {
      readonly kind: 'row'
      readonly hashes: RowHashes
      readonly version: number
      readonly isWithdrawn: boolean
      readonly origin: string | undefined
    }

export interface Judged {
  readonly record: StoredRecord
  /** Partition that the record stands in. */
  readonly partition: number
  /** Under which its row is counted. */
  readonly counted: number
  readonly hour: number
  readonly verdict: Verdict
}

const HOUR_MS = 3_600_000
/** Ticks are many: those whose event time is so far from the days that are asked for are not even decoded. */
const SKIP_DAYS = 2

/** Reads the records of one topic and says of each what row, if any, it stands for. */
export class LogSide {
  readonly #log: EventLog
  readonly #topic: StoredTopic
  readonly #name: string
  readonly #facts: TableFacts
  readonly #layout: Layout
  readonly #scope: Scope
  readonly #letters: Letters
  readonly #decoder: Decoder<Event>
  readonly #hasher: RowHasher
  readonly #window: { readonly from: number; readonly to: number }

  constructor(
    { log, codec }: { readonly log: EventLog; readonly codec: Codec },
    topic: StoredTopic,
    facts: TableFacts,
    layout: Layout,
    scope: Scope,
    letters: Letters,
  ) {
    this.#log = log
    this.#topic = topic
    this.#name = TOPICS[topic].name
    this.#facts = facts
    this.#layout = layout
    this.#scope = scope
    this.#letters = letters
    this.#decoder = codec.decoder(TOPICS[topic].schema) as unknown as Decoder<Event>
    this.#hasher = new RowHasher(facts)
    this.#window = topic === 'ticks' ? windowOf(scope) : { from: -Infinity, to: Infinity }
  }

  /** Every data record of some partitions, from positions to the ends as they are now. */
  async *read(
    partitions: readonly number[],
    from: readonly Position[] = [],
  ): AsyncGenerator<{ readonly judged: readonly Judged[]; readonly next: Position }> {
    for await (const batch of this.#log.read({ topic: this.#name, partitions, from, follow: false })) {
      const { topic, partition, nextOffset: offset } = batch
      yield { judged: await this.#judge(batch), next: { topic, partition, offset } }
    }
  }

  /** The event of one record, to name it. */
  async event(partition: number, offset: number): Promise<Event | undefined> {
    const from = [{ topic: this.#name, partition, offset }]
    for await (const { records } of this.#log.read({
      topic: this.#name,
      partitions: [partition],
      from,
      follow: false,
    })) {
      const record = records.find((candidate) => candidate.offset === offset)
      if (record?.value == null) continue
      await this.#decoder.prepare([record.value])
      return this.#decoder.decode(record.value)
    }
    return undefined
  }

  async #judge(batch: RecordBatch): Promise<readonly Judged[]> {
    const { dataset } = this.#scope
    const records = batch.records.filter(({ key }) => !isControlKey(key))
    const own = records.filter(
      ({ key, timestamp }) =>
        datasetOfKey(key) === dataset && timestamp >= this.#window.from && timestamp < this.#window.to,
    )
    await this.#decoder.prepare(own.flatMap(({ value }) => (value === null ? [] : [value])))
    const events = own.map((record) => this.#eventOf(record, batch.partition))
    const readable = events.flatMap((event) => (event instanceof Error ? [] : [event]))
    const hashes = this.#hasher.hashAll(readable)
    let at = 0
    const judged = own.map((record, index): Judged => {
      const event = events[index]!
      const place = { record, partition: batch.partition, counted: this.#countedIn(record) }
      if (event instanceof Error)
        return { ...place, hour: NO_HOUR, verdict: this.#buried(record, batch, event.message) }
      const own = hashes[at]
      at += 1
      const { hour } = this.#timeOf(event)
      return { ...place, hour, verdict: this.#verdictOn(record, batch, event, own) }
    })
    return records.length === own.length ? judged : [...judged, ...this.#outside(records, own, batch)]
  }

  #outside(
    records: readonly StoredRecord[],
    own: readonly StoredRecord[],
    { partition }: RecordBatch,
  ): readonly Judged[] {
    const inside = new Set(own)
    return records
      .filter((record) => !inside.has(record))
      .map((record) => ({
        record,
        partition,
        counted: partition,
        hour: NO_HOUR,
        verdict: { kind: 'outside' },
      }))
  }

  #eventOf(record: StoredRecord, partition: number): Event | Error {
    try {
      requirePartition(record.key, partition, this.#layout.partitions)
      return this.#decoder.decode(requireValue(record.value))
    } catch (error) {
      if (error instanceof LogError) throw error
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  #verdictOn(record: StoredRecord, batch: RecordBatch, event: Event, hashes: RowHashes | undefined): Verdict {
    const { scope, facts } = { scope: this.#scope, facts: this.#facts }
    if (event.dataset !== scope.dataset) return { kind: 'outside' }
    if (facts.hasEpoch && (event.epoch as number) < scope.epoch) return { kind: 'past' }
    const { day } = this.#timeOf(event)
    if (day !== undefined && (day < (scope.from ?? 0) || day > (scope.to ?? Infinity)))
      return { kind: 'outside' }
    if (isWithheld(this.#topic, event)) return { kind: 'withheld' }
    if (hashes === undefined) return this.#buried(record, batch, 'no row can hold it')
    if (this.#hasLetter(record, batch)) return { kind: 'letter', reason: '' }
    const { table, origin } = facts
    const field = (column: string): unknown => event[table.columns.find(({ name }) => name === column)!.field]
    return {
      kind: 'row',
      hashes,
      version: Number(field(table.version)),
      isWithdrawn: table.deleted !== undefined && Number(field(table.deleted)) === 1,
      origin: origin === undefined ? undefined : String(event[origin.field]),
    }
  }

  #buried(record: StoredRecord, batch: RecordBatch, reason: string): Verdict {
    return { kind: this.#hasLetter(record, batch) ? 'letter' : 'unanswered', reason }
  }

  #hasLetter({ offset }: StoredRecord, { topic, partition }: RecordBatch): boolean {
    return this.#letters.size > 0 && this.#letters.has(letterPlace(topic, partition, offset))
  }

  /** A keyed record is counted where its row would be: by the key. */
  #countedIn({ key }: StoredRecord): number {
    return this.#layout.isKeyed ? partitionOf(key, this.#layout) : 0
  }

  #timeOf(event: Event): { readonly hour: number; readonly day: number | undefined } {
    const { clock, day } = this.#facts
    const time = clock === undefined ? undefined : (event[clock.field] as number)
    return {
      hour: time === undefined ? NO_HOUR : Math.floor(time / HOUR_MS),
      day:
        day === undefined
          ? undefined
          : day.name === 'event_time'
            ? shanghaiDate(time as EventTime)
            : (event[day.field] as TradeDate),
    }
  }
}

const windowOf = ({ from, to }: Scope): { readonly from: number; readonly to: number } => ({
  from: from === undefined ? -Infinity : shanghaiTime(addDays(from, -SKIP_DAYS), 0, 0),
  to: to === undefined ? Infinity : shanghaiTime(addDays(to, SKIP_DAYS), 0, 0),
})
