import { setImmediate } from 'node:timers/promises'
import { LogError } from '../../errors.ts'
import type { Commit, Position, RecordBatch, RestoredState, TaskId, TaskLog } from '../port.ts'
import type { Catalog } from './catalog.ts'
import type { CommitQueue } from './commit-queue.ts'
import { encodeOutputs } from './encode-outputs.ts'
import type { PartitionLog } from './partition-log.ts'
import { PartitionReader } from './partition-reader.ts'
import type { TopicTable } from './topic-table.ts'
import { waitForRecords } from './wait-for-records.ts'

const MAX_STATE_KEY_BYTES = 1000

/** Name under which a task's state and positions are kept. */
export const taskName = ({
  application,
  processor,
  task,
}: Pick<TaskId, 'application' | 'processor' | 'task'>): string => `${application}/${processor}/${task}`

/** What a task needs of its log. */
export interface TaskEnvironment {
  readonly catalog: Catalog
  readonly topics: TopicTable
  readonly queue: CommitQueue
}

/** A task on the embedded log: readers over its input partitions, commits through the queue. */
export class EmbeddedTask implements TaskLog {
  readonly id: TaskId
  readonly inputs: readonly PartitionLog[]
  readonly name: string
  readonly signal: AbortSignal
  readonly #environment: TaskEnvironment
  readonly #abort = new AbortController()
  readonly #committed: Map<PartitionLog, number>
  #readers: PartitionReader[]
  #first = 0
  #gone: 'fenced' | 'closed' | undefined

  constructor(id: TaskId, inputs: readonly PartitionLog[], environment: TaskEnvironment) {
    this.id = id
    this.name = taskName(id)
    this.inputs = inputs
    this.signal = this.#abort.signal
    this.#environment = environment
    this.#committed = this.#byPartition(environment.catalog.positions(this.name))
    this.#readers = this.#readersAt(this.#committed)
  }

  /** Lowest offset of a partition that this task may still have to read again. */
  needs(partition: PartitionLog): number {
    if (!this.inputs.includes(partition)) return Number.POSITIVE_INFINITY
    return this.#committed.get(partition) ?? 0
  }

  async restore(): Promise<RestoredState> {
    this.#checkOwned()
    const { catalog } = this.#environment
    return { state: catalog.state(this.name), positions: catalog.positions(this.name) }
  }

  async seek(positions: readonly Position[]): Promise<void> {
    this.#checkOwned()
    const old = this.#readers
    this.#readers = this.#readersAt(this.#byPartition(positions))
    await Promise.all(old.map((reader) => reader.close()))
  }

  async poll(options: { readonly maxRecords: number; readonly waitMs: number }): Promise<RecordBatch[]> {
    const deadline = performance.now() + options.waitMs
    for (;;) {
      this.#checkOwned()
      await Promise.all(this.#readers.map((reader) => reader.fill()))
      this.#checkOwned()
      const batches = this.#takeFairly(options.maxRecords)
      if (batches.length > 0) return batches
      const wait = deadline - performance.now()
      if (this.#readers.some((reader) => reader.hasMore())) continue
      if (wait <= 0 || this.signal.aborted) {
        // A caller that polls in a loop must not keep timers and signals from their turn.
        await setImmediate()
        return []
      }
      await waitForRecords(this.inputs, wait, this.signal)
    }
  }

  async commit(commit: Commit): Promise<void> {
    this.#checkOwned()
    checkStateKeys(commit.state)
    const { topics, queue } = this.#environment
    await queue.commit({
      task: this.name,
      outputs: encodeOutputs(commit.outputs, (topic) => topics.required(topic)),
      state: commit.state,
      positions: commit.positions,
      mayCommit: () => this.#checkOwned(),
    })
    for (const [partition, offset] of this.#byPartition(commit.positions))
      this.#committed.set(partition, offset)
  }

  /** Asks the runner to end, without taking the task from it. */
  stop(): void {
    this.#abort.abort()
  }

  /** Another owner has the task from now on. */
  fence(): void {
    this.#gone ??= 'fenced'
    this.#abort.abort()
  }

  async close(): Promise<void> {
    this.#gone ??= 'closed'
    this.#abort.abort()
    await Promise.all(this.#readers.splice(0).map((reader) => reader.close()))
  }

  /** Takes about the same number from each input that has records, another one first each time. */
  #takeFairly(maxRecords: number): RecordBatch[] {
    const batches: RecordBatch[] = []
    const count = this.#readers.length
    const first = this.#first++ % Math.max(1, count)
    let left = maxRecords
    for (let i = 0; i < count && left > 0; i++) {
      const { [(first + i) % count]: reader } = this.#readers
      const batch = reader!.take(Math.ceil(left / (count - i)), reader!.partition.end)
      if (batch === undefined) continue
      batches.push(batch)
      left -= batch.records.length
    }
    return batches
  }

  #readersAt(positions: ReadonlyMap<PartitionLog, number>): PartitionReader[] {
    const { catalog } = this.#environment
    return this.inputs.map((input) => new PartitionReader(input, catalog, positions.get(input) ?? 0))
  }

  #byPartition(positions: readonly Position[]): Map<PartitionLog, number> {
    const offsets = new Map<PartitionLog, number>()
    for (const { topic, partition, offset } of positions) {
      const input = this.inputs.find((one) => one.topic === topic && one.partition === partition)
      if (input !== undefined) offsets.set(input, offset)
    }
    return offsets
  }

  #checkOwned(): void {
    if (this.#gone === 'fenced') {
      throw new LogError('fenced', `Task ${this.name} has another owner now: stop working on it.`)
    }
    if (this.#gone === 'closed') throw new LogError('closed', `Task ${this.name} is closed.`)
  }
}

function checkStateKeys(state: ReadonlyMap<string, unknown>): void {
  for (const key of state.keys()) {
    if (Buffer.byteLength(key) <= MAX_STATE_KEY_BYTES) continue
    throw new LogError(
      'recordTooLarge',
      `State key ${key.slice(0, 60)}... is longer than ${MAX_STATE_KEY_BYTES} bytes: shorten it.`,
    )
  }
}
