import { setImmediate } from 'node:timers/promises'
import type { ReadOptions, RecordBatch } from '../port.ts'
import type { Catalog } from './catalog.ts'
import type { PartitionLog } from './partition-log.ts'
import { PartitionReader } from './partition-reader.ts'
import { waitForRecords } from './wait-for-records.ts'

const BATCH_RECORDS = 10_000
/** How long a follower sleeps at most before it looks again. */
const IDLE_MS = 1000

/** Committed records of these partitions, taking turns; see `EventLog.read`. */
export async function* readPartitions(
  partitions: readonly PartitionLog[],
  catalog: Catalog,
  { from = [], follow, signal }: ReadOptions,
): AsyncGenerator<RecordBatch> {
  const readers = partitions.map((log) => {
    const start = from.find(({ topic, partition }) => topic === log.topic && partition === log.partition)
    return { reader: new PartitionReader(log, catalog, start?.offset ?? 0), endAtStart: log.end }
  })
  const ended = () => signal?.aborted === true
  try {
    // A caller that reads in a loop must not keep timers and signals from their turn.
    await setImmediate()
    while (!ended()) {
      let found = false
      for (const { reader, endAtStart } of readers) {
        const end = follow ? reader.partition.end : endAtStart
        if (!reader.hasMore(end)) continue
        found = true
        await reader.fill()
        const batch = reader.take(BATCH_RECORDS, end)
        if (batch !== undefined) yield batch
        if (ended()) return
      }
      if (found) continue
      if (!follow) break
      await waitForRecords(partitions, IDLE_MS, signal)
    }
  } finally {
    await Promise.all(readers.map(({ reader }) => reader.close()))
  }
}
