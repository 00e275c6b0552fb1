import type { Codec } from '../../runtime/codec/port.ts'
import { WarehouseError } from '../../runtime/errors.ts'
import type { EventLog, TaskGroup } from '../../runtime/log/port.ts'
import { migrate } from './ddl/migrate.ts'
import { type StoredTopic, TABLES } from './ddl/tables.ts'
import { warehouseId } from './identity.ts'
import { BlockReader } from './sink/block-reader.ts'
import { untilLanded } from './sink/landed.ts'
import { rowEncoder } from './sink/row-encoder.ts'
import { SinkTask } from './sink/sink-task.ts'
import { type RowTarget, Storage } from './sink/storage.ts'
import { Turnstile } from './sink/turnstile.ts'

export interface WarehouseOptions {
  readonly log: EventLog
  readonly codec: Codec
  readonly warehouse: RowTarget
  /** Name under which positions are kept; by default one of this warehouse, so that a new one begins anew. */
  readonly application?: string
  /** ClickHouse cluster on which the tables are created, if any. */
  readonly cluster?: string | undefined
  /** Whether snapshots are stored, too (default: no): a full-market day of them is 26 million rows. */
  readonly storeTicks?: boolean
  /** Rows after which a block is sent (default 200,000). */
  readonly batchRows?: number
  /** Told after every stored block. */
  readonly onProgress?: (topic: string, rows: number) => void
  /** Told whenever ClickHouse could not take a block or markers and they will be sent again; attempts count from 1. */
  readonly onRetry?: (topic: string, attempt: number, error: unknown) => void
}

/** The sink at work: every stored topic on its way into its table. */
export interface Warehouse {
  /** Rejects with the first error that no retry can help; resolves after `stop`. */
  readonly done: Promise<void>
  /** Resolves when a run's marker has landed behind all rows of the run, on every stored topic. */
  landed(marker: string): Promise<void>
  /** Rows stored by this process, by topic; a row stored again after a crash counts again. */
  rows(): Readonly<Record<string, number>>
  stop(): Promise<void>
}

const BATCH_ROWS = 200_000
/** A block of wide rows is sent earlier: with one filling and one in flight per partition, memory stays bounded. */
const BATCH_BYTES = 16 * 2 ** 20
const BATCH_AGE_MS = 1_000
const IDLE_MS = 200
const POLL_RECORDS = 20_000
/** Inserts that run at a time: the engine shares the machine with the sink. */
const CONCURRENT_INSERTS = 2

/** Migrates the warehouse and takes part in sinking every stored topic until stopped. */
export async function startWarehouse(options: WarehouseOptions): Promise<Warehouse> {
  const { log, warehouse, cluster } = options
  await migrate(warehouse, { cluster })
  const application = options.application ?? sinkApplication(await warehouseId(warehouse.client))
  const turnstile = new Turnstile(CONCURRENT_INSERTS)
  const stored = new Map<string, number>()
  const topics = (Object.keys(TABLES) as StoredTopic[]).filter(
    (topic) => topic !== 'ticks' || options.storeTicks === true,
  )
  const groups = await joinAll(topics, (topic) =>
    joinTopic(topic, { ...options, application }, turnstile, stored),
  )
  const stopped = new AbortController()
  const done = Promise.all(groups.map((group) => group.done)).then(() => {})
  done.catch((error: unknown) => stopped.abort(error))

  return {
    done,
    landed: (marker) => untilLanded(marker, topics, warehouse.client, log, stopped.signal),
    rows: () => Object.fromEntries(stored),
    async stop() {
      stopped.abort(
        new WarehouseError('unavailable', 'The sink was stopped before the marker landed; start it again.'),
      )
      await Promise.all(groups.map((group) => group.stop()))
    },
  }
}

/** Name under which the sink of a warehouse keeps its positions. */
export const sinkApplication = (warehouse: string): string => `warehouse-${warehouse}`

function joinTopic(
  topic: StoredTopic,
  options: WarehouseOptions & { readonly application: string },
  turnstile: Turnstile,
  stored: Map<string, number>,
): Promise<TaskGroup> {
  const { log, codec, warehouse, application, batchRows = BATCH_ROWS, onProgress, onRetry } = options
  const table = TABLES[topic]
  const { name } = table.topic
  const storage = new Storage(warehouse, table, turnstile, {
    onStored: (rows) => {
      stored.set(name, (stored.get(name) ?? 0) + rows)
      onProgress?.(name, rows)
    },
    onRetry: onRetry === undefined ? undefined : (attempt, error) => onRetry(name, attempt, error),
  })
  return log.join(
    { application, processor: name, inputs: [name], assignment: 'perPartition' },
    async (task, signal) => {
      try {
        const partitions = table.topic.partitioning === 'keyed' ? ((await log.partitions(name)) ?? 1) : 1
        const reader = await BlockReader.open(topic, codec, partitions, signal)
        const limits = { rows: batchRows, bytes: BATCH_BYTES, ageMs: BATCH_AGE_MS }
        const pollRecords = Math.min(POLL_RECORDS, batchRows)
        const encoder = rowEncoder(table)
        const options = { reader, storage, encoder, limits, pollRecords, idleMs: IDLE_MS }
        await new SinkTask(task, options, signal).run()
      } catch (error) {
        // Whoever is stopped fails at whatever he waits for; what is not committed is read again.
        if (!signal.aborted) throw error
      }
    },
  )
}

/** Joins every topic, or none: the groups joined before a failure are left again. */
async function joinAll(
  topics: readonly StoredTopic[],
  join: (topic: StoredTopic) => Promise<TaskGroup>,
): Promise<readonly TaskGroup[]> {
  const results = await Promise.allSettled(topics.map(join))
  const groups = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = results.find((result) => result.status === 'rejected')
  if (failed === undefined) return groups
  await Promise.allSettled(groups.map((group) => group.stop()))
  throw failed.reason
}
