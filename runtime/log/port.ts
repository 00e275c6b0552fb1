/**
 * The event log: ordered, durable, partitioned topics, read by tasks that commit their outputs, state
 * and input positions together. Two adapters, `kafka` and `embedded`, pass one contract suite.
 *
 * Delivery protocol of a task, in steps:
 *  1. The log assigns a whole task (one processor, a fixed set of co-partitioned input partitions) and
 *     fences every earlier owner of it.
 *  2. `restore` returns the task's committed state entries and input positions.
 *  3. `poll` returns committed records of the input partitions, in offset order per partition.
 *  4. `commit` makes outputs, state changes and positions visible together, or none of them.
 *  5. On `LogError` `fenced` the task is somebody else's: stop. On `aborted` nothing was written:
 *     the task is closed, opened again and restored; the same records are then read again.
 */
export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** A record to be written. `timestamp` is event time in epoch ms; keys choose the partition. */
export interface OutgoingRecord {
  readonly topic: string
  readonly key: string
  /** Encoded value; null is a deletion in a compacted topic. */
  readonly value: Uint8Array | null
  readonly timestamp: number
  /** Overrides the partition that the key would choose (control records go to every partition). */
  readonly partition?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A record as it stands in the log. Offsets rise, but may have holes (Kafka's commit markers). */
export interface StoredRecord {
  readonly offset: number
  readonly key: string
  readonly value: Uint8Array | null
  readonly timestamp: number
  readonly headers?: Readonly<Record<string, string>>
}

/** Consecutive committed records of one partition. */
export interface RecordBatch extends TopicPartition {
  readonly records: readonly StoredRecord[]
  /** Where reading goes on after this batch; also past commit markers, so it may exceed the last offset + 1. */
  readonly nextOffset: number
  /** More of the partition was waiting behind it; absent where the log cannot tell. */
  readonly more?: boolean
}

/** Next offset to read, by partition. */
export interface Position extends TopicPartition {
  readonly offset: number
}

export interface Commit {
  readonly outputs: readonly OutgoingRecord[]
  /** State entries to write; null deletes. Keys are the task's own. */
  readonly state: ReadonlyMap<string, Uint8Array | null>
  readonly positions: readonly Position[]
}

export interface RestoredState {
  readonly state: ReadonlyMap<string, Uint8Array>
  /** Committed positions; a partition that was never committed is absent and starts at the beginning. */
  readonly positions: readonly Position[]
}

/** One task, owned by this process until it is closed or fenced. Calls are made one after the other. */
export interface TaskLog {
  readonly id: TaskId
  readonly inputs: readonly TopicPartition[]
  restore(): Promise<RestoredState>
  /** Start reading at these positions; partitions not named start at the beginning. */
  seek(positions: readonly Position[]): Promise<void>
  /**
   * Next records, at most about `maxRecords`; an empty array when nothing came within `waitMs`.
   * Unread records stay in the log: a slow caller costs no memory.
   */
  poll(options: { readonly maxRecords: number; readonly waitMs: number }): Promise<readonly RecordBatch[]>
  commit(commit: Commit): Promise<void>
  close(): Promise<void>
}

export interface TaskId {
  readonly application: string
  readonly processor: string
  /** Task number; equals the input partition for `perPartition`, 0 for `single`. */
  readonly task: number
  /** How many tasks the processor has. */
  readonly tasks: number
}

export interface TaskGroupSpec {
  readonly application: string
  readonly processor: string
  /** Co-partitioned input topics; empty for a source. */
  readonly inputs: readonly string[]
  /** `perPartition`: one task per input partition number. `single`: one task that owns all partitions. */
  readonly assignment: 'perPartition' | 'single'
}

/** Receives tasks as they are assigned to this process. `run` resolves when the signal aborts or the task ends. */
export type TaskRunner = (task: TaskLog, signal: AbortSignal) => Promise<void>

export interface TaskGroup {
  /** Rejects with the first error that a task runner threw, other than fencing. */
  readonly done: Promise<void>
  /** Ends all tasks of this process in order: signal, wait for the runners, leave the group. */
  stop(): Promise<void>
}

export interface TopicSpec {
  readonly name: string
  readonly partitions: number
  readonly cleanup: 'delete' | 'compact'
  /** `compact`: records younger than this (event time) stay, although a newer one has their key. */
  readonly compactionLagMs?: number
  /** Whole segments older than this (event time) may be dropped; absent: kept for ever. */
  readonly retentionMs?: number
}

export interface ReadOptions {
  readonly topic: string
  /** Default: all partitions. */
  readonly partitions?: readonly number[]
  /** Default: the beginning of the log. */
  readonly from?: readonly Position[]
  /** false: end at the committed end as it is when reading begins. true: wait for more until aborted. */
  readonly follow: boolean
  readonly signal?: AbortSignal
}

export interface EventLog {
  readonly kind: 'embedded' | 'kafka'
  /** Creates missing topics; refuses a different partition count. */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>
  /** Partition count, or undefined where the topic does not exist. */
  partitions(topic: string): Promise<number | undefined>
  /** Committed end of each partition. */
  ends(topic: string): Promise<readonly Position[]>
  /** Where the tasks of a processor stand by their commits, for whoever looks on; none before the first commit. */
  committed(processor: Pick<TaskId, 'application' | 'processor'>): Promise<readonly Position[]>
  /** Reads committed records outside any task: reference tables, `pulse tail`, rebuilds. */
  read(options: ReadOptions): AsyncIterable<RecordBatch>
  /** Takes part in a processor's tasks. */
  join(spec: TaskGroupSpec, run: TaskRunner): Promise<TaskGroup>
  close(): Promise<void>
}
