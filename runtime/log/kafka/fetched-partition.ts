import type { RecordBatch, StoredRecord, TopicPartition } from '../port.ts'
import type { AbortedTransaction } from './fetch-response.ts'
import type { FetchedBatch } from './record-batch.ts'

/** What a broker sent of a partition. */
export interface FetchedPartition extends TopicPartition {
  /** Those that touch what was sent, in any order. */
  readonly abortedTransactions: readonly AbortedTransaction[]
  readonly batches: readonly FetchedBatch[]
}

/**
 * The committed records of a fetched partition from an offset on, and where to read next: also past commit
 * markers, aborted records and what compaction took from the end of a batch.
 *
 * Kafka's read_committed leaves the filtering to the client: the response lists the aborted transactions that
 * touch it, and a transaction ends at its marker.
 */
export function committedBatch(
  { topic, partition, ...fetched }: FetchedPartition,
  from: number,
): RecordBatch {
  const beginnings = [...fetched.abortedTransactions].sort((a, b) => b.firstOffset - a.firstOffset)
  const aborting = new Set<number>()
  const records: StoredRecord[] = []
  let nextOffset = from
  for (const batch of fetched.batches) {
    const { producerId, lastOffset } = batch
    while (beginnings.length > 0 && beginnings.at(-1)!.firstOffset <= lastOffset) {
      aborting.add(beginnings.pop()!.producerId)
    }
    if (batch.isControl) aborting.delete(producerId)
    else if (!(batch.inTransaction && aborting.has(producerId))) batch.read(from, records)
    nextOffset = Math.max(nextOffset, lastOffset + 1)
  }
  return { topic, partition, records, nextOffset }
}
