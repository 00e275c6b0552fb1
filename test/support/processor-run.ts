import { createHash } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCodec } from '../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../runtime/codec/in-process-registry.ts'
import type { Codec } from '../../runtime/codec/port.ts'
import { openEmbeddedLog } from '../../runtime/log/embedded/embedded-log.ts'
import { ownTask } from '../../runtime/log/own-task.ts'
import type { EventLog, OutgoingRecord, TaskGroup } from '../../runtime/log/port.ts'
import { isControlKey, type PartitionCounts } from '../../runtime/processor/control.ts'
import { MarkerTracker } from '../../runtime/processor/marker.ts'
import type { ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { ReferenceTables } from '../../runtime/processor/reference-tables.ts'
import { type RunOptions, runProcessor } from '../../runtime/processor/run-processor.ts'
import type { TopicRecord } from '../../runtime/processor/topic-record.ts'
import type { Channel } from '../../runtime/processor/watermark.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import { IngestService, type Published } from '../../services/ingest/ingest-service.ts'
import { NO_FACTS, type ReferenceFacts } from '../../services/ingest/reference-facts.ts'
import type { Rejection, SessionItems } from '../../services/ingest/source.ts'
import { type Fault, withFaults } from './faulty-log.ts'

/** Processors in the order in which data flow, and the topics whose content may not depend on how a run went. */
export interface ProcessorSet {
  readonly processors: readonly ProcessorDefinition[]
  readonly topics: readonly TopicKey[]
}

/** A record as it stands in the log. */
export interface PublishedRecord<Key extends TopicKey> {
  readonly partition: number
  readonly key: string
  readonly bytes: Uint8Array
  /** Where it stands in event time. */
  readonly place: number
  readonly value: TopicRecord<Key>
}

export interface OpenSettings {
  /** Records per transaction of ingest. */
  readonly commitRecords?: number
  /** What goes wrong at the commits of ingest. */
  readonly ingestFault?: (commit: number) => Fault | undefined
}

/** Ingest and a set of processors on a log of their own, without a warehouse. */
export class ProcessorRun {
  readonly log: EventLog
  readonly codec: Codec
  readonly partitions: PartitionCounts
  readonly ingest: IngestService
  readonly #set: ProcessorSet
  readonly #references: ReferenceTables<'instruments'>

  static async open(
    log: EventLog,
    codec: Codec,
    partitions: number,
    set: ProcessorSet,
    { commitRecords = 20_000, ingestFault = () => undefined }: OpenSettings = {},
  ): Promise<ProcessorRun> {
    const counts = new Map<TopicKey, number>()
    for (const [key, topic] of Object.entries(TOPICS))
      counts.set(key as TopicKey, topic.partitioning === 'keyed' ? partitions : 1)
    await log.ensureTopics(
      Object.entries(TOPICS).map(([key, { name, cleanup }]) => ({
        name,
        cleanup,
        partitions: counts.get(key as TopicKey)!,
      })),
    )
    const ingest = await IngestService.open({
      log: withFaults(log, ingestFault, 'sources'),
      codec,
      application: 'pulse',
      dataset: 'main',
      partitions: counts,
      processors: {},
      commitRecords,
    })
    return new ProcessorRun(log, codec, counts, ingest, set)
  }

  private constructor(
    log: EventLog,
    codec: Codec,
    partitions: PartitionCounts,
    ingest: IngestService,
    set: ProcessorSet,
  ) {
    this.log = log
    this.codec = codec
    this.partitions = partitions
    this.ingest = ingest
    this.#set = set
    this.#references = ReferenceTables.follow(log, codec, 'instruments', ({ instrument }) => instrument)
  }

  publish(
    sessions: readonly SessionItems[],
    rejections: readonly Rejection[] = [],
    facts: ReferenceFacts = NO_FACTS,
  ): Promise<Published> {
    return this.ingest.publish(facts, async function* (onRejections) {
      await onRejections(rejections)
      yield* sessions
    })
  }

  /** Runs the processors until a marker has come out of all of them. */
  async process(marker: string, options: Partial<RunOptions> = {}): Promise<void> {
    const groups: TaskGroup[] = []
    try {
      for (const definition of this.#set.processors)
        groups.push(
          await runProcessor(definition, {
            log: this.log,
            codec: this.codec,
            application: 'pulse',
            partitions: this.partitions,
            references: { instruments: this.#references },
            ...options,
          }),
        )
      const stop = new AbortController()
      await Promise.race([
        this.#arrived(marker, stop.signal),
        ...groups.map(async ({ done }) => {
          await done
          return new Promise<never>(() => undefined)
        }),
      ]).finally(() => stop.abort())
    } finally {
      await Promise.all(groups.map((group) => group.stop()))
    }
  }

  /**
   * SHA-256 over what the topics say, without provenance and in key order.
   * @param without names of further fields that are left out
   */
  async digest(without: readonly string[] = []): Promise<string> {
    const hash = createHash('sha256')
    for (const topic of this.#set.topics)
      for (const line of withoutFields(await this.lines(topic), without)) hash.update(`${topic} ${line}\n`)
    return hash.digest('hex')
  }

  /** Data records of a topic, partition by partition, as they stand in the log. */
  async records<Key extends TopicKey>(topic: Key): Promise<PublishedRecord<Key>[]> {
    const decoder = this.codec.decoder(TOPICS[topic].schema)
    const found: PublishedRecord<Key>[] = []
    for await (const { partition, records } of this.log.read({ topic: TOPICS[topic].name, follow: false }))
      for (const { key, value, timestamp } of records) {
        if (value === null || isControlKey(key)) continue
        await decoder.prepare([value])
        found.push({
          partition,
          key,
          bytes: value,
          place: timestamp,
          value: decoder.decode(value) as TopicRecord<Key>,
        })
      }
    return found
  }

  /** Records of a topic as sorted JSON lines; a record that stands twice is two lines. */
  async lines(topic: TopicKey, epoch?: number): Promise<string[]> {
    const decoder = this.codec.decoder(TOPICS[topic].schema)
    const lines: string[] = []
    for await (const { records } of this.log.read({ topic: TOPICS[topic].name, follow: false })) {
      const values = records.flatMap(({ key, value }) => (value === null || isControlKey(key) ? [] : [value]))
      await decoder.prepare(values)
      for (const value of values) {
        const record = decoder.decode(value) as { readonly epoch?: number }
        if (epoch === undefined || record.epoch === epoch)
          lines.push(JSON.stringify({ ...record, epoch: 0, position: '' }))
      }
    }
    return lines.sort()
  }

  /** Writes records that no service knows of. */
  async write(outputs: readonly OutgoingRecord[]): Promise<void> {
    const { task, release } = await ownTask(this.log, { application: 'test', processor: 'intruder' })
    await task.commit({ outputs, state: new Map(), positions: [] })
    await release()
  }

  async close(): Promise<void> {
    this.#references.close()
    await this.ingest.close()
    await this.log.close()
  }

  /** Resolves when the marker has come from every task of every processor on every partition of its outputs. */
  async #arrived(marker: string, signal: AbortSignal): Promise<void> {
    const channels = this.#set.processors.flatMap(({ name, outputs }) =>
      outputs.flatMap((key) =>
        Array.from(
          { length: this.partitions.get(key)! },
          (_, partition): Channel => ({ source: name, topic: TOPICS[key].name, partition }),
        ),
      ),
    )
    const tracker = new MarkerTracker(channels)
    const topics = [...new Set(channels.map(({ topic }) => topic))]
    const control = this.codec.decoder('control')
    await new Promise<void>((resolve, reject) => {
      const follow = async (topic: string): Promise<void> => {
        for await (const { partition, records } of this.log.read({ topic, follow: true, signal }))
          for (const { key, value } of records) {
            if (value === null || !isControlKey(key)) continue
            await control.prepare([value])
            const { marker: seen, source, task, tasks } = control.decode(value)
            if (seen === marker && tracker.observe(marker, { topic, partition, source, task, tasks }))
              resolve()
          }
      }
      Promise.all(topics.map(follow)).catch(reject)
    })
  }
}

/** JSON lines without some fields, sorted again. */
export function withoutFields(lines: readonly string[], names: readonly string[]): readonly string[] {
  if (names.length === 0) return lines
  const leave = (name: string, value: unknown): unknown => (names.includes(name) ? undefined : value)
  return lines.map((line) => JSON.stringify(JSON.parse(line), leave)).sort()
}

/** A log with published sessions that any number of runs start from, each on a copy. */
export interface Recording {
  readonly home: string
  readonly partitions: number
  readonly marker: string
  /** Snapshots that were published late. */
  readonly late: number
}

/** Runs `work` on an embedded log in a folder of its own, which may begin as a copy of a recording. */
export async function withProcessorRun<T>(
  set: ProcessorSet,
  from: Recording | number,
  work: (run: ProcessorRun, reopen: (settings?: OpenSettings) => Promise<ProcessorRun>) => Promise<T>,
): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'pulse-run-'))
  const partitions = typeof from === 'number' ? from : from.partitions
  if (typeof from !== 'number') await cp(from.home, home, { recursive: true })
  const open = async (settings?: OpenSettings): Promise<ProcessorRun> => {
    const codec = createCodec(createInProcessRegistry(home))
    return ProcessorRun.open(await openEmbeddedLog({ home, sync: false }), codec, partitions, set, settings)
  }
  let run = await open()
  try {
    return await work(run, async (settings) => {
      await run.close()
      run = await open(settings)
      return run
    })
  } finally {
    await run.close()
    await rm(home, { recursive: true, force: true })
  }
}

/** Publishes sessions to a new log and leaves it closed; the caller removes the folder. */
export const recordSessions = (
  set: ProcessorSet,
  partitions: number,
  sessions: readonly SessionItems[],
  facts: ReferenceFacts = NO_FACTS,
): Promise<Recording> => recordRun(set, partitions, (run) => run.publish(sessions, [], facts))

/** Publishes to a new log and leaves it closed; the caller removes the folder. */
export async function recordRun(
  set: ProcessorSet,
  partitions: number,
  publish: (run: ProcessorRun) => Promise<Published>,
): Promise<Recording> {
  const home = await mkdtemp(join(tmpdir(), 'pulse-recording-'))
  const codec = createCodec(createInProcessRegistry(home))
  const run = await ProcessorRun.open(await openEmbeddedLog({ home, sync: false }), codec, partitions, set)
  const { marker, late } = await publish(run)
  await run.close()
  return { home, partitions, marker, late }
}
