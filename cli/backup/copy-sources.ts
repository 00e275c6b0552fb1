import type { Codec, SchemaRegistry } from '../../runtime/codec/port.ts'
import { ConfigError } from '../../runtime/errors.ts'
import { ownTask } from '../../runtime/log/own-task.ts'
import type { EventLog, OutgoingRecord, Position, TaskLog, TopicSpec } from '../../runtime/log/port.ts'
import { TOPICS } from '../../schemas/topics.ts'
import type { IngestTopic } from '../../services/ingest/publisher/outbox.ts'
import { LOG_ID_KEY, UNFINISHED_COPY_PREFIX } from '../../services/ingest/publisher/publisher-state.ts'
import { topicSpecs } from '../topic-specs.ts'
import { type TranslateId, translateIds } from './translate-ids.ts'
import { type IsOfSource, SOURCE_TOPICS, schemaOf, writtenBySources } from './written-by-sources.ts'

/** A log that is copied from, up to a cut. */
export interface SourceOfCopy {
  readonly log: EventLog
  readonly codec: Codec
  readonly registry: SchemaRegistry
  /** The sources' state at the cut. */
  readonly state: ReadonlyMap<string, Uint8Array>
  /** Ends of the source topics at the cut. */
  readonly ends: readonly Position[]
}

export interface CopySourcesOptions {
  readonly from: SourceOfCopy
  readonly to: { readonly log: EventLog; readonly registry: SchemaRegistry }
  readonly application: string
  /** Tells this copy from another one: one that was interrupted goes on only with the same. */
  readonly identity: string
  readonly onProgress: (done: number, total: number) => void
}

/** A transaction holds so much of the copy at most. */
const COMMIT_RECORDS = 20_000
const COMMIT_BYTES = 8 * 2 ** 20

const IDENTITY_KEY = `${UNFINISHED_COPY_PREFIX}identity`

/**
 * Copies what the sources wrote, and their state, from one log into an empty one of either kind. Processors begin anew
 * on the copy: their positions and state belong to offsets that it does not have. Each transaction notes how far it has
 * come in the sources' own state; the last one puts their state in its place, without the log's identity. So a copy that
 * was interrupted goes on where it was, writes nothing twice, and no source publishes before it is complete.
 * @throws ConfigError where the target has been written to
 */
export async function copySources(options: CopySourcesOptions): Promise<void> {
  const { from, to, application } = options
  await createTopics(from.log, to.log)
  const owned = await ownTask(to.log, { application, processor: 'ingest' })
  try {
    const { state } = await owned.task.restore()
    await refuseOthersData(state, options)
    await new Copy(options, owned.task, state).run()
  } finally {
    await owned.release()
  }
}

class Copy {
  readonly #options: CopySourcesOptions
  readonly #task: TaskLog
  readonly #marks: Map<string, Uint8Array>
  readonly #isOfSource: IsOfSource
  readonly #translate: TranslateId
  readonly #total: number
  #done = 0

  constructor(options: CopySourcesOptions, task: TaskLog, marks: ReadonlyMap<string, Uint8Array>) {
    const { from, to } = options
    this.#options = options
    this.#task = task
    this.#marks = new Map(marks)
    this.#isOfSource = writtenBySources(from.codec)
    this.#translate = translateIds(from.registry, to.registry)
    this.#total = from.ends.reduce((sum, { offset }) => sum + offset, 0)
  }

  async run(): Promise<void> {
    const { from, identity } = this.#options
    if (this.#marks.size === 0) await this.#commit([], IDENTITY_KEY, identity)
    for (const topic of SOURCE_TOPICS)
      for (const end of from.ends) if (end.topic === TOPICS[topic].name) await this.#copyPartition(topic, end)
    const state = new Map<string, Uint8Array | null>([...this.#marks.keys()].map((key) => [key, null]))
    for (const [key, value] of from.state) if (key !== LOG_ID_KEY) state.set(key, value)
    await this.#task.commit({ outputs: [], state, positions: [] })
  }

  async #copyPartition(topic: IngestTopic, end: Position): Promise<void> {
    const { log } = this.#options.from
    const key = `${UNFINISHED_COPY_PREFIX}${end.topic}/${end.partition}`
    const begin = { ...end, offset: Number(this.#marks.get(key) ?? 0) }
    let outputs: OutgoingRecord[] = []
    let bytes = 0
    let reached = begin.offset
    this.#done += begin.offset
    const commit = async (): Promise<void> => {
      await this.#commit(outputs, key, String(reached))
      outputs = []
      bytes = 0
    }
    if (begin.offset >= end.offset) return
    const reading = { topic: end.topic, partitions: [end.partition], from: [begin], follow: false }
    for await (const { records, nextOffset } of log.read(reading)) {
      for (const record of records) {
        if (record.offset >= end.offset) break
        reached = record.offset + 1
        if (!(await this.#isOfSource(topic, record))) continue
        const { key, value, timestamp, headers } = record
        const copied = value === null ? null : await this.#translate(end.topic, schemaOf(topic, key), value)
        outputs.push({
          topic: end.topic,
          partition: end.partition,
          key,
          value: copied,
          timestamp,
          ...(headers === undefined ? {} : { headers }),
        })
        bytes += copied?.length ?? 0
        if (outputs.length >= COMMIT_RECORDS || bytes >= COMMIT_BYTES) await commit()
      }
      reached = Math.min(nextOffset, end.offset)
      this.#options.onProgress(this.#done + reached - begin.offset, this.#total)
      if (reached >= end.offset) break
    }
    await commit()
    this.#done += end.offset - begin.offset
  }

  async #commit(outputs: readonly OutgoingRecord[], key: string, value: string): Promise<void> {
    const bytes = Buffer.from(value)
    await this.#task.commit({ outputs, state: new Map([[key, bytes]]), positions: [] })
    this.#marks.set(key, bytes)
  }
}

/** Every topic with as many partitions as it has where it comes from: keys stay where they are. */
async function createTopics(from: EventLog, to: EventLog): Promise<void> {
  const keyed = (await from.partitions(TOPICS.bars1d.name)) ?? 1
  const specs: TopicSpec[] = []
  for (const spec of topicSpecs(keyed))
    specs.push({ ...spec, partitions: (await from.partitions(spec.name)) ?? spec.partitions })
  await to.ensureTopics(specs)
}

async function refuseOthersData(
  state: ReadonlyMap<string, Uint8Array>,
  { to, identity }: CopySourcesOptions,
): Promise<void> {
  const begun = state.get(IDENTITY_KEY)
  if (begun !== undefined) {
    if (Buffer.from(begun).toString() === identity) return
    throw notEmpty('another backup is being restored into it')
  }
  if (state.size > 0) throw notEmpty('its sources have state')
  for (const topic of SOURCE_TOPICS) {
    const { name } = TOPICS[topic]
    const written = (await to.log.ends(name)).find(({ offset }) => offset > 0)
    if (written !== undefined) throw notEmpty(`${name}/${written.partition} has records`)
  }
}

const notEmpty = (why: string): ConfigError =>
  new ConfigError(
    'invalid',
    `The log to restore into is in use: ${why}. Name an empty cluster, or another KAFKA_TOPIC_PREFIX.`,
  )
