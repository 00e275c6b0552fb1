import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LogError } from '../../errors.ts'
import type {
  EventLog,
  Position,
  ReadOptions,
  RecordBatch,
  TaskGroup,
  TaskGroupSpec,
  TaskId,
  TaskRunner,
  TopicSpec,
} from '../port.ts'
import { Catalog } from './catalog.ts'
import { CommitQueue } from './commit-queue.ts'
import { EmbeddedTask, taskName } from './embedded-task.ts'
import { EmbeddedTaskGroup } from './embedded-task-group.ts'
import { Ownership } from './ownership.ts'
import type { PartitionLog } from './partition-log.ts'
import { readPartitions } from './read-partitions.ts'
import { expiredSegments, lowestPosition } from './retention.ts'
import { SegmentWriter } from './segment-writer.ts'
import { assignTasks } from './task-assignment.ts'
import { TopicTable } from './topic-table.ts'
import { refuseUnfinishedRestore } from './unfinished-restore.ts'

const DEFAULT_SEGMENT_BYTES = 128 * 1024 * 1024
/** How often a read-only log looks for commits of the writing process while somebody follows. */
const FOLLOW_MS = 20

export interface EmbeddedLogOptions {
  /** PULSE_HOME; the log lives in its `log` directory. */
  readonly home: string
  /** Reads a log that another process may be writing. */
  readonly readOnly?: boolean
  /** Wait for the disk at every commit (default). Without it a commit survives the process, not a power cut. */
  readonly sync?: boolean
  /** A segment file is closed before it outgrows this. */
  readonly segmentBytes?: number
}

/**
 * The event log in files, for one machine. Under `<home>/log`:
 *
 *     catalog/                                LMDB: what is committed (catalog.ts)
 *     segments/<topic>/<partition>/<offset>.segment   record batches (batch-format.ts)
 *
 * One process writes (ownership.ts), any number read. Compacted topics are kept whole.
 * @throws LogError `locked`, or `unavailable` when there is nothing to open read-only or a restore has not ended.
 */
export async function openEmbeddedLog(options: EmbeddedLogOptions): Promise<EventLog> {
  const { home, readOnly = false, sync = true, segmentBytes = DEFAULT_SEGMENT_BYTES } = options
  const directory = join(home, 'log')
  refuseUnfinishedRestore(home)
  const catalog = openCatalog(directory, readOnly, sync)
  let ownership: Ownership | undefined
  try {
    if (!readOnly) ownership = new Ownership(catalog, home)
    const topics = new TopicTable(catalog, directory)
    if (ownership !== undefined) await topics.clean()
    return new EmbeddedLog({ catalog, topics, ownership, sync, segmentBytes })
  } catch (error) {
    ownership?.release()
    await catalog.close()
    throw error
  }
}

function openCatalog(directory: string, readOnly: boolean, sync: boolean): Catalog {
  if (readOnly && !existsSync(join(directory, 'catalog'))) throw nothingThere(directory)
  try {
    return new Catalog(directory, { readOnly, sync })
  } catch (cause) {
    throw new LogError('unavailable', `Cannot open the event log in ${directory}: check disk and rights.`, {
      cause,
    })
  }
}

const nothingThere = (directory: string): LogError =>
  new LogError(
    'unavailable',
    `There is no event log in ${directory}: "pulse start" makes one; is PULSE_HOME right?`,
  )

interface Parts {
  readonly catalog: Catalog
  readonly topics: TopicTable
  /** Absent in a read-only log. */
  readonly ownership: Ownership | undefined
  readonly sync: boolean
  readonly segmentBytes: number
}

class EmbeddedLog implements EventLog {
  readonly kind = 'embedded'
  readonly #catalog: Catalog
  readonly #topics: TopicTable
  readonly #ownership: Ownership | undefined
  readonly #writer: SegmentWriter
  readonly #queue: CommitQueue
  readonly #owned = new Map<string, EmbeddedTask>()
  readonly #groups = new Set<EmbeddedTaskGroup>()
  readonly #closing = new AbortController()
  #followers = 0
  #refreshing: NodeJS.Timeout | undefined

  constructor({ catalog, topics, ownership, sync, segmentBytes }: Parts) {
    this.#catalog = catalog
    this.#topics = topics
    this.#ownership = ownership
    this.#writer = new SegmentWriter(catalog, { segmentBytes, sync })
    this.#queue = new CommitQueue({
      catalog,
      writer: this.#writer,
      stillOwned: () => ownership?.check(),
      reload: () => topics.refresh(),
      expired: (partition, segments) =>
        expiredSegments(segments, topics.spec(partition.topic)?.retentionMs, this.#needed(partition)),
    })
  }

  async ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    this.#checkWritable()
    await this.#queue.exclusive(() => this.#topics.ensure(specs))
  }

  async partitions(topic: string): Promise<number | undefined> {
    this.#look()
    return this.#topics.partitions(topic)?.length
  }

  async ends(topic: string): Promise<Position[]> {
    this.#look()
    return this.#topics.required(topic).map(({ partition, end }) => ({ topic, partition, offset: end }))
  }

  async committed({
    application,
    processor,
  }: Pick<TaskId, 'application' | 'processor'>): Promise<Position[]> {
    this.#look()
    const prefix = `${application}/${processor}/`
    return this.#catalog
      .allPositions()
      .filter(({ task }) => task.startsWith(prefix))
      .map(({ topic, partition, offset }) => ({ topic, partition, offset }))
  }

  async *read(options: ReadOptions): AsyncGenerator<RecordBatch> {
    this.#look()
    const all = this.#topics.required(options.topic)
    const wanted = options.partitions === undefined ? all : options.partitions.map((number) => all[number])
    const partitions = wanted.filter((partition) => partition !== undefined)
    const signal = AbortSignal.any([this.#closing.signal, ...(options.signal ? [options.signal] : [])])
    this.#follow(1)
    try {
      yield* readPartitions(partitions, this.#catalog, { ...options, signal })
    } finally {
      this.#follow(-1)
    }
  }

  async join(spec: TaskGroupSpec, run: TaskRunner): Promise<TaskGroup> {
    this.#checkWritable()
    const tasks = assignTasks(spec, (topic) => this.#topics.required(topic))
    const group = new EmbeddedTaskGroup(
      tasks.map(
        ({ id, inputs }) =>
          () =>
            this.#openTask(taskName(id), () => this.#newTask(id, inputs)),
      ),
      run,
    )
    this.#groups.add(group)
    return group
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    await Promise.all([...this.#groups].map((group) => group.stop()))
    await this.#queue.exclusive(async () => undefined)
    clearInterval(this.#refreshing)
    await this.#writer.close()
    this.#ownership?.release()
    await this.#catalog.close()
  }

  /** Takes a task from its earlier owner, whose last commit has ended when the new one looks at the state. */
  #openTask(name: string, create: () => EmbeddedTask): Promise<EmbeddedTask> {
    this.#owned.get(name)?.fence()
    return this.#queue.exclusive(async () => {
      this.#owned.get(name)?.fence()
      const task = create()
      this.#owned.set(name, task)
      return task
    })
  }

  #newTask(id: EmbeddedTask['id'], inputs: readonly PartitionLog[]): EmbeddedTask {
    return new EmbeddedTask(id, inputs, { catalog: this.#catalog, topics: this.#topics, queue: this.#queue })
  }

  /** Retention keeps what a task with a position, or an open one without, has still to read. */
  #needed(partition: PartitionLog): number {
    const open = [...this.#owned.values()].filter(({ signal }) => !signal.aborted)
    return Math.min(lowestPosition(partition, this.#catalog), ...open.map((task) => task.needs(partition)))
  }

  /** A read-only log looks at what the writer has done; the writer knows. */
  #look(): void {
    this.#checkOpen()
    if (this.#ownership === undefined) this.#topics.refresh()
  }

  /** While somebody reads a read-only log, look for new commits regularly. */
  #follow(change: 1 | -1): void {
    if (this.#ownership !== undefined) return
    this.#followers += change
    if (this.#followers > 0) this.#refreshing ??= setInterval(() => this.#topics.refresh(), FOLLOW_MS)
    else {
      clearInterval(this.#refreshing)
      this.#refreshing = undefined
    }
  }

  #checkOpen(): void {
    if (this.#closing.signal.aborted) throw new LogError('closed', 'The event log is closed.')
  }

  #checkWritable(): void {
    this.#checkOpen()
    if (this.#ownership !== undefined) return
    throw new LogError(
      'locked',
      'This event log was opened read-only: open it for writing to create or join.',
    )
  }
}
