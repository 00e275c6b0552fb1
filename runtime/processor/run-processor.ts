import { setTimeout as sleep } from 'node:timers/promises'
import type { EventTime } from '../../core/market/trade-date.ts'
import type { Control } from '../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import type { Codec, Decoder, Encoder } from '../codec/port.ts'
import { LogError } from '../errors.ts'
import type { EventLog, OutgoingRecord, TaskGroup, TaskLog } from '../log/port.ts'
import { broadcast, type ControlContent, controlRecord, type PartitionCounts } from './control.ts'
import { recordLetter, refusalLetter } from './dead-letter.ts'
import { Lanes, type References, type TaskLane } from './lanes.ts'
import { type OutputEncoder, outputEncoder } from './output-encoder.ts'
import type { Settled } from './pending.ts'
import type { Batch, ProcessorDefinition } from './processor.ts'
import { FEWEST_SNAPSHOT_EVENTS, snapshotEventsFor } from './snapshot-interval.ts'
import { BEGINNING } from './watermark.ts'

/** What a running task tells the outside; counts are since the task was opened. */
export interface TaskProgress {
  readonly processor: string
  readonly task: number
  readonly watermark: EventTime
  readonly events: number
  readonly duplicates: number
  readonly late: number
  readonly deadLetters: number
}

export interface RunOptions {
  readonly log: EventLog
  readonly codec: Codec
  readonly application: string
  readonly partitions: PartitionCounts
  readonly references: References
  readonly onProgress?: (progress: TaskProgress) => void
  /** A transaction covers at most about this many input events, or outputs (default 50,000). */
  readonly commitEvents?: number
  /** Snapshots are taken after about this many input events (default: by what a snapshot costs). */
  readonly snapshotEvents?: number
  /** Most records taken in one poll (default 8,192). */
  readonly pollRecords?: number
}

/** Takes part in the tasks of a processor until stopped. */
export function runProcessor(definition: ProcessorDefinition, options: RunOptions): Promise<TaskGroup> {
  return options.log.join(
    {
      application: options.application,
      processor: definition.name,
      inputs: definition.inputs.map((topic) => TOPICS[topic].name),
      assignment: definition.assignment,
    },
    async (task, signal) => {
      const run = await TaskRun.open(definition, options, task)
      await run.until(signal)
    },
  )
}

const POLL_RECORDS = 8_192

/** How long to wait for records while there is nothing to commit. */
const IDLE_WAIT_MS = 200
/** With something to commit, no records for this long means that the reader has caught up. */
const CAUGHT_UP_MS = 10

/** Pause after the second abort in a row, growing with each: a full disk does not go away at once. */
const ABORT_PAUSE_MS = 200
const MAX_ABORT_PAUSE_MS = 5_000

/**
 * One task at work, by the steps of the delivery protocol (runtime/log/port.ts):
 * restore, then poll - settle - apply - commit until told to stop. Nothing else writes.
 */
class TaskRun {
  readonly #definition: ProcessorDefinition
  readonly #options: RunOptions
  readonly #task: TaskLog
  readonly #encode: OutputEncoder
  readonly #control: Encoder<Control>
  readonly #lanes: Lanes
  readonly #decoders: ReadonlyMap<string, { readonly topic: TopicKey; readonly decoder: Decoder<unknown> }>
  #outputs: OutgoingRecord[] = []
  #uncommitted = 0
  #sinceSnapshot = 0
  #snapshotDue = false
  #snapshotEvents: number
  #moved = false
  #behind = false
  #counts = { events: 0, duplicates: 0, late: 0, deadLetters: 0 }

  static async open(definition: ProcessorDefinition, options: RunOptions, task: TaskLog): Promise<TaskRun> {
    const { codec } = options
    const encode = await outputEncoder(codec, [...definition.outputs, 'deadLetters'])
    const changelog = `${options.application}-${definition.name}-changelog`
    return new TaskRun(
      definition,
      options,
      task,
      encode,
      await codec.encoder(TOPICS[definition.outputs[0]!].name, 'control'),
      new Lanes({
        definition,
        task: task.id.task,
        inputs: task.inputs,
        partitions: options.partitions,
        references: options.references,
        encoder: await codec.encoder(changelog, 'state-snapshot'),
        decoder: codec.decoder('state-snapshot'),
        encode,
      }),
    )
  }

  private constructor(
    definition: ProcessorDefinition,
    options: RunOptions,
    task: TaskLog,
    encode: OutputEncoder,
    control: Encoder<Control>,
    lanes: Lanes,
  ) {
    this.#definition = definition
    this.#options = options
    this.#task = task
    this.#encode = encode
    this.#control = control
    this.#lanes = lanes
    this.#snapshotEvents = options.snapshotEvents ?? FEWEST_SNAPSHOT_EVENTS
    this.#decoders = new Map(
      definition.inputs.map((topic) => [
        TOPICS[topic].name,
        { topic, decoder: options.codec.decoder(TOPICS[topic].schema) as Decoder<unknown> },
      ]),
    )
  }

  async until(signal: AbortSignal): Promise<void> {
    await this.#restore()
    const { commitEvents = 50_000 } = this.#options
    const pollRecords = Math.min(
      this.#options.pollRecords ?? POLL_RECORDS,
      this.#definition.pollRecords ?? POLL_RECORDS,
    )
    let aborts = 0
    while (!signal.aborted) {
      try {
        const waitMs = this.#moved ? CAUGHT_UP_MS : IDLE_WAIT_MS
        const batches = await this.#task.poll({ maxRecords: pollRecords, waitMs })
        for (const batch of batches) {
          await this.#lanes.read(batch, this.#decoders, this.#options.codec)
          this.#sinceSnapshot += batch.records.length
        }
        this.#behind = batches.some(({ more }) => more === true)
        await this.#settle(signal)
        const idle = batches.length === 0
        const isFull = this.#uncommitted >= commitEvents || this.#outputs.length >= commitEvents
        if (isFull || this.#snapshotDue || (idle && this.#moved)) {
          await this.#commit()
          aborts = 0
        }
      } catch (error) {
        // Stopped while it waited for a reference: half a batch is applied, so nothing is committed.
        if (signal.aborted && error === signal.reason) return
        if (!(error instanceof LogError) || error.code !== 'aborted') throw error
        await sleep(Math.min(aborts * ABORT_PAUSE_MS, MAX_ABORT_PAUSE_MS))
        aborts += 1
        await this.#restore()
      }
    }
    await this.#leave()
  }

  /** A last commit with a snapshot, so that the next owner has little to read again. */
  async #leave(): Promise<void> {
    this.#snapshotDue = this.#moved || this.#sinceSnapshot > 0
    if (!this.#snapshotDue) return
    try {
      await this.#commit()
    } catch (error) {
      if (!(error instanceof LogError) || error.code !== 'aborted') throw error
    }
  }

  async #restore(): Promise<void> {
    this.#outputs = []
    this.#uncommitted = 0
    this.#moved = false
    this.#snapshotDue = false
    const { state } = await this.#task.restore()
    await this.#task.seek(await this.#lanes.restore(state))
  }

  async #settle(signal: AbortSignal): Promise<void> {
    for (const lane of this.#lanes.all()) {
      for (const settled of this.#lanes.settle(lane)) {
        for (const batch of settled.batches) await this.#apply(lane, batch, signal)
        this.#bury(lane, settled)
        this.#counts.duplicates += settled.duplicates
        lane.settle()
        this.#moved = true
      }
      for (const marker of this.#lanes.completedMarkers(lane)) {
        this.#emitControl(lane, {
          kind: 'marker',
          eventTime: Math.max(lane.watermark, 0) as EventTime,
          marker,
        })
        this.#snapshotDue = true
      }
    }
    this.#counts.late = this.#lanes.late
    this.#reportProgress()
  }

  async #apply(lane: TaskLane, batch: Batch, signal: AbortSignal): Promise<void> {
    if (batch.opens !== undefined) lane.referenceVersions = batch.opens.references
    // With every batch: a restored lane may go on inside a session, before its tables have been read again.
    const instruments = this.#options.references.instruments.of(lane.dataset)
    await instruments.loaded(lane.referenceVersions[TOPICS.instruments.name] ?? 0, signal)
    if (batch.opens !== undefined) {
      const { tradeDate: session, ...barrier } = batch.opens
      this.#emitControl(lane, { kind: 'sessionOpen', session, ...barrier }, batch)
    }
    const { outputs, poisoned } = lane.apply({ ...batch, behind: this.#behind })
    if (batch.watermark > lane.writtenUntil) {
      this.#outputs.push(...outputs)
      for (const { event, cause } of poisoned) {
        this.#counts.deadLetters += 1
        this.#outputs.push(this.#encode(refusalLetter(event, this.#definition.name, cause), lane))
      }
    }
    this.#punctuate(lane, batch)
    this.#counts.events += batch.events.length
    this.#uncommitted += batch.events.length + 1
    if (this.#sinceSnapshot >= this.#snapshotEvents) this.#snapshotDue = true
  }

  /** Passes punctuation on: a session's end to all outputs, time inside it to those whose readers need it. */
  #punctuate(lane: TaskLane, batch: Batch): void {
    const { watermark: eventTime, closes } = batch
    if (closes !== undefined) {
      const { tradeDate: session, dataGap } = closes
      this.#emitControl(lane, { kind: 'watermark', eventTime, session, dataGap }, batch)
    } else {
      const { punctuates = [] } = this.#definition
      if (punctuates.length > 0) this.#emitControl(lane, { kind: 'watermark', eventTime }, batch, punctuates)
    }
  }

  #bury(lane: TaskLane, settled: Settled): void {
    for (const { at, eventTime, raw, ...why } of settled.unusable) {
      if (eventTime <= lane.writtenUntil) continue
      this.#counts.deadLetters += 1
      const { dataset, epoch, ...value } = recordLetter(at, raw, why)
      this.#outputs.push(
        this.#encode({ topic: 'deadLetters', key: value.id, eventTime, value }, { dataset, epoch }),
      )
    }
  }

  #emitControl(
    lane: TaskLane,
    content: ControlContent,
    batch?: Batch,
    outputs: readonly TopicKey[] = this.#definition.outputs.filter((topic) => topic !== 'deadLetters'),
  ): void {
    lane.sequence += 1
    if (batch !== undefined && batch.watermark <= lane.writtenUntil) return
    const { task, tasks } = this.#task.id
    const place = { dataset: lane.dataset, epoch: lane.epoch, sequence: lane.sequence }
    const control = controlRecord({ source: this.#definition.name, task, tasks }, place, content)
    const topics: readonly TopicKey[] = content.kind === 'marker' ? [...outputs, 'deadLetters'] : outputs
    this.#outputs.push(...broadcast(control, this.#control, topics, this.#options.partitions))
  }

  async #commit(): Promise<void> {
    const state = new Map<string, Uint8Array | null>(this.#lanes.progress())
    // Only a snapshot moves the committed position: the log may drop what stands before it.
    const positions = this.#snapshotDue ? this.#lanes.positions() : []
    if (this.#snapshotDue) {
      for (const [key, none] of this.#lanes.forgotten()) state.set(key, none)
      for (const [key, value] of this.#lanes.checkpoint.snapshot(this.#lanes.all(), positions))
        state.set(key, value)
    }
    await this.#task.commit({ outputs: this.#outputs, state, positions })
    if (this.#snapshotDue) {
      this.#sinceSnapshot = 0
      this.#snapshotEvents = this.#options.snapshotEvents ?? snapshotEventsFor(state.values())
    }
    this.#outputs = []
    this.#uncommitted = 0
    this.#snapshotDue = false
    this.#moved = false
  }

  #reportProgress(): void {
    let watermark = BEGINNING
    for (const lane of this.#lanes.all()) if (lane.watermark > watermark) watermark = lane.watermark
    this.#options.onProgress?.({
      processor: this.#definition.name,
      task: this.#task.id.task,
      watermark,
      ...this.#counts,
    })
  }
}
