import type { EventTime } from '../../core/market/trade-date.ts'
import type { Control, StateSnapshot } from '../../schemas/generated/events.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import type { Codec, Decoder, Encoder } from '../codec/port.ts'
import { LogError } from '../errors.ts'
import { partitionKey } from '../log/partition-key.ts'
import type { OutgoingRecord, Position, RecordBatch, StoredRecord, TopicPartition } from '../log/port.ts'
import { Checkpoint, type LaneManifest, type LaneProgress } from './checkpoint.ts'
import { decodedControl, isControlKey, type PartitionCounts, writersOf } from './control.ts'
import { Lane } from './lane.ts'
import { MarkerTracker } from './marker.ts'
import { type Pending, type PendingEvent, type PendingPartition, type Settled, settle } from './pending.ts'
import { prepareRecords } from './prepare-records.ts'
import type { AnyOutputEvent, ProcessorDefinition } from './processor.ts'
import type { ReferenceTables } from './reference-tables.ts'
import { requirePartition, requireValue } from './require-record.ts'
import { SetAside } from './set-aside.ts'
import type { TopicRecord } from './topic-record.ts'
import { BEGINNING, type Channel, WatermarkTracker } from './watermark.ts'

export interface LanesOptions {
  readonly definition: ProcessorDefinition
  readonly task: number
  readonly inputs: readonly TopicPartition[]
  readonly partitions: PartitionCounts
  readonly references: References
  readonly encoder: Encoder<StateSnapshot>
  readonly decoder: Decoder<StateSnapshot>
  readonly encode: (output: AnyOutputEvent<TopicKey>, lane: TaskLane) => OutgoingRecord
}

/** The reference topics that processors read from, of every data set. */
export interface References {
  readonly instruments: ReferenceTables<'instruments'>
}

/** A lane whose outputs are records ready to be written. */
export type TaskLane = Lane<OutgoingRecord>

/** One of the task's inputs; a lane keeps what is unsettled of it at the same place. */
interface InputPartition extends TopicPartition {
  readonly input: number
}

type Decoders = ReadonlyMap<string, { readonly topic: TopicKey; readonly decoder: Decoder<unknown> }>

/** The lanes of one task: sorts what is read to its data set and epoch, and knows the task's input position. */
export class Lanes {
  readonly checkpoint: Checkpoint
  /** Events that came after their session was closed, since the task was opened. */
  late = 0
  readonly #options: LanesOptions
  readonly #channels: readonly Channel[]
  readonly #lanes = new Map<string, TaskLane>()
  /** The lane asked for last: neighbours nearly always share it. */
  #last: TaskLane | undefined
  readonly #completed = new Map<TaskLane, string[]>()
  readonly #next = new Map<string, Position>()
  /** Latest punctuation read of a partition by its lane. */
  readonly #punctuated = new WeakMap<PendingPartition, EventTime>()
  readonly #setAside = new SetAside()
  /** How far outputs were written, by lane; also of lanes that are not open again, or no longer. */
  readonly #written = new Map<string, LaneProgress>()
  /** Newest epoch by data set that another version of the processor has written; not to be touched. */
  #foreign: ReadonlyMap<string, number> = new Map()
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
      writersOf(topic)
        .filter((source) => source !== options.definition.name)
        .map((source) => ({ source, topic, partition })),
    )
  }

  all(): TaskLane[] {
    return [...this.#lanes.values()]
  }

  /** Rebuilds the lanes from a task's state entries and says where reading goes on. */
  async restore(state: ReadonlyMap<string, Uint8Array>): Promise<readonly Position[]> {
    this.#clear()
    this.#written.clear()
    this.#forgotten = []
    await this.checkpoint.begin(state)
    for (const progress of this.checkpoint.written(state)) this.#written.set(laneKey(progress), progress)
    try {
      this.#foreign = this.checkpoint.epochsOfOtherVersions(state)
      const manifest = this.checkpoint.manifest(state)
      for (const entry of manifest?.lanes ?? [])
        if (!this.#isForeign(entry))
          this.checkpoint.load(this.#open(entry.dataset, entry.epoch, entry), entry, state)
      for (const position of manifest?.positions ?? []) this.#next.set(partitionKey(position), position)
      return manifest?.positions ?? []
    } catch (error) {
      if (!(error instanceof LogError) || error.code !== 'corrupt') throw error
      this.#clear()
      await this.checkpoint.begin(state)
      return []
    }
  }

  /**
   * Takes in what was polled. A record that is handed out again is known by its offset: late events and what cannot be
   * read have no time of their own by which to know them.
   */
  async read(batch: RecordBatch, decoders: Decoders, codec: Codec): Promise<void> {
    const { topic, decoder } = decoders.get(batch.topic)!
    const at = this.#inputAt(batch)
    const control = codec.decoder('control')
    await prepareRecords(batch.records, decoder, control)
    const partitions = this.#options.partitions.get(topic) ?? 1
    const from = this.#next.get(partitionKey(batch))?.offset ?? 0
    for (const record of batch.records) {
      if (record.offset < from) continue
      try {
        if (isControlKey(record.key)) this.#readControl(at, record, control)
        else if (this.#isRead(topic, record.key)) this.#readEvent(at, record, topic, decoder, partitions)
      } catch (cause) {
        this.#setAside.add(at, record, cause)
      }
    }
    this.#next.set(partitionKey(batch), {
      topic: batch.topic,
      partition: batch.partition,
      offset: Math.max(from, batch.nextOffset),
    })
  }

  /**
   * Takes out of a lane what its watermark settles, step by step: a restored lane stops where its outputs
   * begin to be new, so that no batch has both.
   */
  *settle(lane: TaskLane): Generator<Settled> {
    const { current } = lane.tracker
    for (const watermark of [Math.min(current, lane.writtenUntil) as EventTime, current]) {
      if (watermark <= lane.watermark) continue
      const settled = settle(lane.pending, watermark)
      lane.watermark = watermark
      this.#dropOlderEpochs(lane)
      yield settled
    }
  }

  /**
   * Markers that have arrived on every channel since the last call. Those before them are over: where one
   * is incomplete, a restored task has begun to read behind some of its copies.
   */
  completedMarkers(lane: TaskLane): readonly string[] {
    const markers = this.#completed.get(lane)
    if (markers === undefined) return []
    this.#completed.delete(lane)
    for (const partition of lane.pending) {
      const isCompleted = (record: Pending): boolean =>
        record.kind === 'marker' && markers.includes(record.marker)
      const last = partition.records.map(isCompleted).lastIndexOf(true)
      partition.records = partition.records.filter((record, at) => record.kind !== 'marker' || at > last)
    }
    return markers
  }

  /** Where a restored task must read on: before the first record that is not settled. */
  positions(): Position[] {
    return [...this.#next.values()].map((next) => {
      let { offset } = next
      const holdBack = (record: { readonly offset: number }): void => {
        if (record.offset < offset) offset = record.offset
      }
      this.#setAside.of(next).forEach(holdBack)
      for (const lane of this.#lanes.values()) {
        const pending = pendingOf(lane, this.#inputAt(next))
        pending.records.forEach(holdBack)
        pending.late.forEach(holdBack)
      }
      return { ...next, offset }
    })
  }

  /** The state entries that say how far outputs will be in the log once it is committed; it never goes back. */
  progress(): [string, Buffer][] {
    for (const lane of this.#lanes.values()) this.#written.set(laneKey(lane), writtenBy(lane))
    return this.checkpoint.progress([...this.#written.values()])
  }

  /** State entries of lanes that were dropped since the last call: to be deleted with the next snapshot. */
  forgotten(): [string, null][] {
    return this.#forgotten.splice(0)
  }

  #clear(): void {
    for (const lane of this.#lanes.values()) lane.close()
    this.#lanes.clear()
    this.#last = undefined
    this.#completed.clear()
    this.#next.clear()
    this.#setAside.clear()
  }

  #isRead(topic: TopicKey, key: string): boolean {
    const { reads } = this.#options.definition
    return reads === undefined || reads(topic, key.slice(key.indexOf('/') + 1))
  }

  #readControl(at: InputPartition, record: StoredRecord, decoder: Decoder<Control>): void {
    const control = decodedControl(at, record, decoder)
    if (control.source === this.#options.definition.name) return
    const lane = this.#lane(control.dataset, control.epoch)
    if (lane === undefined) return
    if (control.kind === 'marker' && control.marker !== null) {
      const { marker } = control
      pendingOf(lane, at).records.push({ kind: 'marker', offset: record.offset, marker })
      if (lane.markers.observe(marker, { ...at, ...channelOf(control) }))
        this.#completed.set(lane, [...(this.#completed.get(lane) ?? []), marker])
      return
    }
    if (control.kind === 'watermark') {
      this.#claim(at, lane, control.eventTime)
      this.#placeLate(pendingOf(lane, at), lane.watermark, control.eventTime)
    }
    if (control.eventTime <= lane.watermark) return
    if (control.kind === 'watermark')
      lane.tracker.observe({ ...at, ...channelOf(control), eventTime: control.eventTime })
    if (control.kind !== 'epochStart' && control.session !== null)
      pendingOf(lane, at).records.push({ kind: 'control', offset: record.offset, control })
  }

  #readEvent(
    at: InputPartition,
    record: StoredRecord,
    topic: TopicKey,
    decoder: Decoder<unknown>,
    partitions: number,
  ): void {
    const value = decoder.decode(requireValue(record.value)) as {
      readonly dataset: string
      readonly epoch: number
      readonly late?: boolean
    }
    requirePartition(record.key, at.partition, partitions)
    const lane = this.#lane(value.dataset, value.epoch)
    if (lane === undefined) return
    const eventTime = (value as unknown as { readonly eventTime: EventTime }).eventTime
    const { definition } = this.#options
    if (definition.skips?.(topic, value as unknown as TopicRecord<TopicKey>) === true) return
    const late = value.late === true
    if (late) this.late += 1
    if (late ? definition.lateInputs?.includes(topic) !== true : eventTime <= lane.watermark) return
    const { key, offset } = record
    const { partition } = at
    const event = {
      kind: 'event',
      partition,
      offset,
      topic,
      key,
      eventTime,
      value,
    } as unknown as PendingEvent
    const pending = pendingOf(lane, at)
    if (late) pending.late.push(event)
    else pending.records.push(event)
  }

  #claim(at: InputPartition, lane: TaskLane, eventTime: EventTime): void {
    const records = this.#setAside.take(at)
    if (eventTime <= lane.watermark) return
    for (const record of records) pendingOf(lane, at).records.push({ kind: 'unusable', eventTime, ...record })
  }

  /**
   * Gives late events their place behind the punctuation that follows them; drops those already applied. A punctuation
   * that is delivered again says nothing of what follows it.
   */
  #placeLate(partition: PendingPartition, applied: EventTime, punctuation: EventTime): void {
    if (punctuation <= (this.#punctuated.get(partition) ?? BEGINNING)) return
    this.#punctuated.set(partition, punctuation)
    for (const event of partition.late.splice(0))
      if (punctuation > applied) partition.records.push({ ...event, eventTime: punctuation })
  }

  #inputAt({ topic, partition }: TopicPartition): InputPartition {
    const input = this.#options.inputs.findIndex(
      (candidate) => candidate.partition === partition && candidate.topic === topic,
    )
    return { topic, partition, input }
  }

  #lane(dataset: string, epoch: number): TaskLane | undefined {
    const last = this.#last
    if (last !== undefined && last.epoch === epoch && last.dataset === dataset) return last
    this.#last = this.#findLane(dataset, epoch)
    return this.#last
  }

  #findLane(dataset: string, epoch: number): TaskLane | undefined {
    const known = this.#lanes.get(laneKey({ dataset, epoch }))
    if (known !== undefined) return known
    if (this.#isForeign({ dataset, epoch })) return undefined
    for (const lane of this.#lanes.values())
      if (lane.dataset === dataset && lane.epoch > epoch && lane.watermark > BEGINNING) return undefined
    return this.#open(dataset, epoch)
  }

  #isForeign({ dataset, epoch }: Pick<LaneProgress, 'dataset' | 'epoch'>): boolean {
    return epoch <= (this.#foreign.get(dataset) ?? -1)
  }

  #open(dataset: string, epoch: number, manifest?: LaneManifest): TaskLane {
    const { definition, references, task, inputs } = this.#options
    const watermark = manifest?.watermark ?? BEGINNING
    const written = this.#written.get(laneKey({ dataset, epoch }))
    const lane = new Lane({
      dataset,
      epoch,
      definition,
      references: { instruments: references.instruments.of(dataset) },
      task,
      encode: this.#options.encode,
      tracker: new WatermarkTracker(this.#channels, watermark),
      markers: new MarkerTracker(this.#channels),
      pending: inputs.map(
        ({ topic, partition }): PendingPartition => ({
          topic,
          partition,
          records: [],
          late: [],
        }),
      ),
      watermark,
      sequence: manifest?.sequence ?? 0,
      writtenUntil: written?.watermark ?? BEGINNING,
    })
    this.#lanes.set(laneKey(lane), lane)
    return lane
  }

  /** An epoch is over once a newer one has caught up with it; a rebuild that stops before does not end it. */
  #dropOlderEpochs(lane: TaskLane): void {
    for (const [key, older] of this.#lanes) {
      if (older.dataset !== lane.dataset || older.epoch >= lane.epoch) continue
      if (older.watermark > lane.watermark) continue
      older.close()
      this.#lanes.delete(key)
      this.#last = undefined
      this.#written.set(key, writtenBy(older))
      this.#forgotten.push(...this.checkpoint.forget(older))
    }
  }
}

const laneKey = ({ dataset, epoch }: Pick<LaneProgress, 'dataset' | 'epoch'>): string => `${dataset}/${epoch}`

/** A lane that catches up has written more than it has applied. */
const writtenBy = ({ dataset, epoch, watermark, writtenUntil }: TaskLane): LaneProgress => ({
  dataset,
  epoch,
  watermark: Math.max(watermark, writtenUntil) as EventTime,
})

const channelOf = ({ source, task, tasks }: Control): Pick<Control, 'source' | 'task' | 'tasks'> => ({
  source,
  task,
  tasks,
})

const pendingOf = (lane: TaskLane, { input }: InputPartition): PendingPartition => lane.pending[input]!
