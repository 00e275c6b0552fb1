import type { EventTime } from '../../core/market/trade-date.ts'
import type { Control, StateSnapshot } from '../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import type { Codec, Decoder, Encoder } from '../codec/port.ts'
import { LogError } from '../errors.ts'
import type { OutgoingRecord, Position, RecordBatch, StoredRecord, TopicPartition } from '../log/port.ts'
import { Checkpoint, type LaneManifest, type LaneProgress } from './checkpoint.ts'
import { isControlKey } from './control.ts'
import { Lane } from './lane.ts'
import { MarkerTracker } from './marker.ts'
import { type Pending, type PendingPartition, type Settled, settle } from './pending.ts'
import type { AnyInputEvent, AnyOutputEvent, ProcessorContext, ProcessorDefinition } from './processor.ts'
import { BEGINNING, type Channel, WatermarkTracker } from './watermark.ts'

export interface LanesOptions {
  readonly definition: ProcessorDefinition
  readonly task: number
  readonly inputs: readonly TopicPartition[]
  readonly references: ProcessorContext<unknown>['references']
  readonly encoder: Encoder<StateSnapshot>
  readonly decoder: Decoder<StateSnapshot>
  readonly oldestEpoch: (dataset: string) => number
  readonly encode: (output: AnyOutputEvent<TopicKey>, lane: TaskLane) => OutgoingRecord
}

/** A lane whose outputs are records ready to be written. */
export type TaskLane = Lane<OutgoingRecord>

type Decoders = ReadonlyMap<string, { readonly topic: TopicKey; readonly decoder: Decoder<unknown> }>

/** The lanes of one task: sorts what is read to its data set and epoch, and knows the task's input position. */
export class Lanes {
  readonly checkpoint: Checkpoint
  /** Events that came after their session was closed, since the task was opened. */
  late = 0
  readonly #options: LanesOptions
  readonly #channels: readonly Channel[]
  readonly #lanes = new Map<string, TaskLane>()
  readonly #completed = new Map<TaskLane, string[]>()
  readonly #next = new Map<string, Position>()
  #progress: readonly LaneProgress[] = []
  #forgotten: [string, null][] = []

  constructor(options: LanesOptions) {
    this.#options = options
    this.checkpoint = new Checkpoint(
      options.definition.name,
      options.definition.version,
      options.encoder,
      options.decoder,
    )
    this.#channels = options.inputs.flatMap(({ topic, partition }) =>
      writersOf(topic).map((source) => ({ source, topic, partition })),
    )
  }

  all(): TaskLane[] {
    return [...this.#lanes.values()]
  }

  /** Rebuilds the lanes from a task's state entries and says where reading goes on. */
  async restore(state: ReadonlyMap<string, Uint8Array>): Promise<readonly Position[]> {
    for (const lane of this.#lanes.values()) lane.close()
    this.#lanes.clear()
    this.#completed.clear()
    this.#next.clear()
    this.#progress = []
    try {
      const { manifest, progress } = await this.checkpoint.read(state)
      this.#progress = progress
      for (const entry of manifest?.lanes ?? [])
        this.checkpoint.load(this.#open(entry.dataset, entry.epoch, entry), entry, state)
      for (const position of manifest?.positions ?? []) this.#next.set(partitionKey(position), position)
      return manifest?.positions ?? []
    } catch (error) {
      if (!(error instanceof LogError) || error.code !== 'corrupt') throw error
      for (const lane of this.#lanes.values()) lane.close()
      this.#lanes.clear()
      this.#next.clear()
      return []
    }
  }

  /** Takes in what was polled. */
  async read(batch: RecordBatch, decoders: Decoders, codec: Codec): Promise<void> {
    const { topic, decoder } = decoders.get(batch.topic)!
    const control = codec.decoder('control')
    await prepareAll(batch.records, decoder, control)
    for (const record of batch.records) {
      if (record.value === null) continue
      if (isControlKey(record.key)) this.#readControl(batch, record, control)
      else this.#readEvent(batch, record, topic, decoder)
    }
    this.#next.set(partitionKey(batch), {
      topic: batch.topic,
      partition: batch.partition,
      offset: batch.nextOffset,
    })
  }

  /** Takes out of a lane what its watermark settles; undefined where it has not moved. */
  settle(lane: TaskLane): Settled | undefined {
    const watermark = lane.tracker.current
    if (watermark <= lane.watermark) return undefined
    const settled = settle(lane.pending, watermark)
    lane.watermark = watermark
    this.#dropOlderEpochs(lane)
    return settled
  }

  /** Markers that have arrived on every channel since the last call. */
  completedMarkers(lane: TaskLane): readonly string[] {
    const markers = this.#completed.get(lane) ?? []
    this.#completed.delete(lane)
    for (const partition of lane.pending)
      partition.records = partition.records.filter(
        (record) => record.kind !== 'marker' || !markers.includes(record.marker),
      )
    return markers
  }

  /** Where a restored task must read on: before the first record that is not settled. */
  positions(): Position[] {
    return [...this.#next.values()].map((next) => {
      let { offset } = next
      for (const lane of this.#lanes.values())
        for (const partition of lane.pending)
          if (
            partition.topic === next.topic &&
            partition.partition === next.partition &&
            partition.records.length > 0
          )
            offset = Math.min(offset, partition.records[0]!.offset)
      return { ...next, offset }
    })
  }

  /** State entries of lanes that were dropped since the last call. */
  forgotten(): [string, null][] {
    return this.#forgotten.splice(0)
  }

  #readControl(at: TopicPartition, record: StoredRecord, decoder: Decoder<Control>): void {
    const control = decoder.decode(record.value!)
    const lane = this.#lane(control.dataset, control.epoch)
    if (lane === undefined) return
    if (control.kind === 'marker' && control.marker !== null) {
      const { marker } = control
      pendingOf(lane, at).records.push({ kind: 'marker', offset: record.offset, marker })
      if (lane.markers.observe(marker, { ...at, ...channelOf(control) }))
        this.#completed.set(lane, [...(this.#completed.get(lane) ?? []), marker])
      return
    }
    if (control.eventTime <= lane.watermark) return
    if (control.kind === 'watermark')
      lane.tracker.observe({ ...at, ...channelOf(control), eventTime: control.eventTime })
    if (control.kind !== 'epochStart')
      pendingOf(lane, at).records.push({ kind: 'control', offset: record.offset, control })
  }

  #readEvent(at: TopicPartition, record: StoredRecord, topic: TopicKey, decoder: Decoder<unknown>): void {
    let value: { readonly dataset: string; readonly epoch: number; readonly late?: boolean }
    try {
      value = decoder.decode(record.value!) as typeof value
    } catch (cause) {
      this.#undecodable(at, record, cause)
      return
    }
    const lane = this.#lane(value.dataset, value.epoch)
    if (lane === undefined) return
    const eventTime = (value as unknown as { readonly eventTime: EventTime }).eventTime
    if (value.late === true) {
      this.late += 1
      return
    }
    if (eventTime <= lane.watermark) return
    const event = { topic, key: record.key, eventTime, value } as unknown as AnyInputEvent<TopicKey>
    pendingOf(lane, at).records.push({ kind: 'event', offset: record.offset, event, raw: record })
  }

  #undecodable(at: TopicPartition, record: StoredRecord, cause: unknown): void {
    const dataset = record.key.slice(0, Math.max(record.key.indexOf('/'), 0)) || 'main'
    const newest = this.all()
      .filter((lane) => lane.dataset === dataset)
      .sort((a, b) => b.epoch - a.epoch)[0]
    const lane = newest ?? this.#lane(dataset, this.#options.oldestEpoch(dataset))
    if (lane === undefined) return
    const reason = cause instanceof Error ? cause.message : String(cause)
    const pending: Pending = { kind: 'undecodable', offset: record.offset, raw: record, reason }
    pendingOf(lane, at).records.push(pending)
  }

  #lane(dataset: string, epoch: number): TaskLane | undefined {
    const known = this.#lanes.get(`${dataset}/${epoch}`)
    if (known !== undefined) return known
    if (epoch < this.#options.oldestEpoch(dataset)) return undefined
    for (const lane of this.#lanes.values())
      if (lane.dataset === dataset && lane.epoch > epoch && lane.watermark > BEGINNING) return undefined
    return this.#open(dataset, epoch)
  }

  #open(dataset: string, epoch: number, manifest?: LaneManifest): TaskLane {
    const { definition, references, task, inputs } = this.#options
    const watermark = manifest?.watermark ?? BEGINNING
    const written = this.#progress.find((lane) => lane.dataset === dataset && lane.epoch === epoch)
    const lane = new Lane({
      dataset,
      epoch,
      definition,
      references,
      task,
      encode: this.#options.encode,
      tracker: new WatermarkTracker(this.#channels, watermark),
      markers: new MarkerTracker(this.#channels),
      pending: inputs.map(({ topic, partition }): PendingPartition => ({ topic, partition, records: [] })),
      watermark,
      sequence: manifest?.sequence ?? 0,
      writtenUntil: written?.watermark ?? BEGINNING,
    })
    this.#lanes.set(`${dataset}/${epoch}`, lane)
    return lane
  }

  #dropOlderEpochs(lane: TaskLane): void {
    for (const [key, older] of this.#lanes) {
      if (older.dataset !== lane.dataset || older.epoch >= lane.epoch) continue
      for (const partition of older.pending)
        pendingOf(lane, partition).records.unshift(
          ...partition.records.filter((record) => record.kind === 'undecodable'),
        )
      older.close()
      this.#lanes.delete(key)
      this.#forgotten.push(...this.checkpoint.forget(older))
    }
  }
}

const partitionKey = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`

const channelOf = ({ source, task, tasks }: Control): Pick<Control, 'source' | 'task' | 'tasks'> => ({
  source,
  task,
  tasks,
})

const writersOf = (topic: string): readonly string[] =>
  Object.values(TOPICS).find((definition) => definition.name === topic)?.writers ?? []

const pendingOf = (lane: TaskLane, { topic, partition }: TopicPartition): PendingPartition =>
  lane.pending.find((entry) => entry.partition === partition && entry.topic === topic)!

/** Makes the schemas of a batch known; values that are not in wire format fail later, one by one. */
async function prepareAll(
  records: readonly StoredRecord[],
  decoder: Decoder<unknown>,
  control: Decoder<Control>,
): Promise<void> {
  const values: Uint8Array[] = []
  const controls: Uint8Array[] = []
  for (const { key, value } of records)
    if (value !== null) (isControlKey(key) ? controls : values).push(value)
  await decoder.prepare(values)
  await control.prepare(controls)
}
