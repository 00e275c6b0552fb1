import type { EventTime } from '../../core/market/trade-date.ts'
import type { Codec, Decoder } from '../../runtime/codec/port.ts'
import { CodecError, ConfigError } from '../../runtime/errors.ts'
import type { EventLog, Position, RecordBatch, StoredRecord } from '../../runtime/log/port.ts'
import { ActiveEpoch } from '../../runtime/processor/active-epoch.ts'
import { isControlKey } from '../../runtime/processor/control.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import type { Condition } from './condition.ts'
import type { TailEvent } from './tail-event.ts'

export interface TailSelection {
  readonly topic: TopicKey
  readonly dataset: string
  /** `active`: only the epoch that the views show. */
  readonly epoch: 'active' | 'all'
  /** Also control records of the data set. */
  readonly controls: boolean
  readonly condition: Condition
}

/** How far back the first look for the newest events goes, per partition; every further one eight times as far. */
const FIRST_LOOK = 2_000
const FARTHER = 8

const ANY: Condition = () => true
/** Lower than every epoch. */
const UNKNOWN_EPOCH = 0

/** Reads the wanted events of one topic from a log that others may be writing. */
export class TopicTail {
  readonly #log: EventLog
  readonly #selection: TailSelection
  readonly #name: string
  readonly #decoder: Decoder<unknown>
  readonly #control: Decoder<Extract<TailEvent, { kind: 'control' }>['value']>
  readonly #active: ActiveEpoch
  readonly #onUnreadable: (message: string) => void

  constructor(
    log: EventLog,
    codec: Codec,
    selection: TailSelection,
    onUnreadable: (message: string) => void,
  ) {
    const { name, schema } = TOPICS[selection.topic]
    this.#log = log
    this.#selection = selection
    this.#name = name
    this.#decoder = codec.decoder(schema)
    this.#control = codec.decoder('control')
    this.#active = new ActiveEpoch(log, codec, selection.dataset)
    this.#onUnreadable = onUnreadable
  }

  /** Where the topic ends now. @throws ConfigError where the log does not have the topic yet */
  async ends(): Promise<readonly Position[]> {
    await this.#active.lookUp()
    if ((await this.#log.partitions(this.#name)) !== undefined) return this.#log.ends(this.#name)
    throw new ConfigError('missing', `This log has no topic ${this.#name} yet: "pulse start" creates it.`)
  }

  /** The newest wanted events before `ends`, at most `count`, in order of the log; across partitions by time. */
  async newest(
    count: number,
    ends: readonly Position[],
    condition = this.#selection.condition,
  ): Promise<TailEvent[]> {
    for (let back = FIRST_LOOK; ; back *= FARTHER) {
      const from = ends.map((end) => ({ ...end, offset: Math.max(0, end.offset - back) }))
      const found = await this.#newestAfter(from, ends, count, condition)
      if (found.length < count && from.some(({ offset }) => offset > 0)) continue
      if (ends.length > 1) found.sort((a, b) => a.time - b.time)
      return found.slice(-count)
    }
  }

  /** Event time of the newest record before `ends`, whatever the condition. */
  async newestTime(ends: readonly Position[]): Promise<EventTime | undefined> {
    const [event] = await this.newest(1, ends, ANY)
    return event?.time
  }

  /** Wanted events from these positions on, in the order in which partitions deliver them. */
  async *read(options: {
    readonly from: readonly Position[]
    readonly since?: EventTime
    readonly follow: boolean
    readonly signal: AbortSignal
  }): AsyncGenerator<readonly TailEvent[]> {
    const { from, since, follow, signal } = options
    for await (const batch of this.#log.read({ topic: this.#name, from, follow, signal })) {
      const records =
        since === undefined ? batch.records : batch.records.filter(({ timestamp }) => timestamp >= since)
      const events = await this.#wanted({ ...batch, records }, this.#selection.condition)
      if (events.length > 0) yield events
    }
  }

  async #newestAfter(
    from: readonly Position[],
    ends: readonly Position[],
    count: number,
    condition: Condition,
  ): Promise<TailEvent[]> {
    const found = new Map<number, TailEvent[]>()
    for await (const batch of this.#log.read({ topic: this.#name, from, follow: false })) {
      const end = ends.find(({ partition }) => partition === batch.partition)?.offset ?? 0
      const records = batch.records.filter(({ offset }) => offset < end)
      const events = await this.#wanted({ ...batch, records }, condition)
      found.set(batch.partition, [...(found.get(batch.partition) ?? []), ...events].slice(-count))
    }
    return [...found.values()].flat()
  }

  async #wanted({ partition, records }: RecordBatch, condition: Condition): Promise<TailEvent[]> {
    const { dataset, controls } = this.#selection
    const isControl = ({ key }: StoredRecord): boolean => isControlKey(key)
    const candidates = records.filter(
      (record) =>
        record.value !== null && (isControl(record) ? controls : record.key.startsWith(`${dataset}/`)),
    )
    const valuesOf = (control: boolean): Uint8Array[] =>
      candidates.filter((record) => isControl(record) === control).map(({ value }) => value!)
    await Promise.all([this.#decoder.prepare(valuesOf(false)), this.#control.prepare(valuesOf(true))])
    const events = candidates.flatMap((record) => this.#decoded(record, partition, isControl(record)) ?? [])
    const isShown = await this.#shownEpochs(events)
    return events.filter(
      (event) =>
        event.value.dataset === dataset &&
        isShown(event.value.epoch) &&
        (event.kind === 'control' || condition(event.value)),
    )
  }

  #decoded(
    { key, offset, timestamp, value }: StoredRecord,
    partition: number,
    control: boolean,
  ): TailEvent | undefined {
    const place = { partition, offset, time: timestamp as EventTime }
    try {
      if (control) return { ...place, kind: 'control', value: this.#control.decode(value!) }
      return { ...place, kind: 'record', value: this.#decoder.decode(value!) as Record<string, unknown> }
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      this.#onUnreadable(`${this.#name}/${partition} offset ${offset}, key ${key}: ${error.message}`)
      return undefined
    }
  }

  /** Which epochs are shown. A higher one than is known may have become active since: then we look. */
  async #shownEpochs(events: readonly TailEvent[]): Promise<(epoch: unknown) => boolean> {
    const { topic, epoch: wanted } = this.#selection
    if (wanted === 'all' || topic === 'datasets') return () => true
    const isNews = (epoch: unknown): boolean =>
      typeof epoch === 'number' && epoch > (this.#active.epoch ?? UNKNOWN_EPOCH)
    if (events.some(({ value }) => isNews(value.epoch))) await this.#active.lookUp()
    const active = this.#active.epoch
    return (epoch) => active === undefined || typeof epoch !== 'number' || epoch === active
  }
}
