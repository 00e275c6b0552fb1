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
 * The committed records of a fetched partition from an offset on. They are decoded as they are taken: what waits are
 * bytes, not ten thousands of objects that outlive garbage collections.
 */
export class CommittedRecords implements TopicPartition {
  readonly topic: string
  readonly partition: number
  /** Where to read next: also past commit markers, aborted records and what compaction took from the end. */
  readonly nextOffset: number
  /** Of the next record, or before it. */
  #position: number
  readonly #batches: FetchedBatch[]

  constructor(fetched: FetchedPartition, from: number) {
    this.topic = fetched.topic
    this.partition = fetched.partition
    this.nextOffset = Math.max(from, (fetched.batches.at(-1)?.lastOffset ?? -1) + 1)
    this.#position = from
    this.#batches = committedBatches(fetched)
  }

  /** Event time of the next record; undefined where none is left. @throws LogError `corrupt` */
  peek(): number | undefined {
    for (let batch = this.#batches[0]; batch !== undefined; batch = this.#batches[0]) {
      const next = batch.peek(this.#position)
      if (next !== undefined) return next
      this.#batches.shift()
    }
    return undefined
  }

  /**
   * Takes the next records, so many at most, up to the first that is later than `until`.
   * @throws LogError `corrupt`
   */
  take(count: number, until = Number.POSITIVE_INFINITY): RecordBatch {
    const { topic, partition } = this
    const records: StoredRecord[] = []
    for (
      let next = this.peek();
      next !== undefined && next <= until && records.length < count;
      next = this.peek()
    )
      this.#batches[0]!.read(this.#position, records, count, until)
    this.#position = (records.at(-1)?.offset ?? this.#position - 1) + 1
    if (this.peek() === undefined) return { topic, partition, records, nextOffset: this.nextOffset }
    return { topic, partition, records, nextOffset: this.#position, more: true }
  }
}

/**
 * Kafka's read_committed leaves the filtering to the client: the response lists the aborted transactions that
 * touch it, and a transaction ends at its marker.
 */
function committedBatches({ abortedTransactions, batches }: FetchedPartition): FetchedBatch[] {
  const beginnings = [...abortedTransactions].sort((a, b) => b.firstOffset - a.firstOffset)
  const aborting = new Set<number>()
  return batches.filter(({ producerId, lastOffset, isControl, inTransaction }) => {
    while (beginnings.length > 0 && beginnings.at(-1)!.firstOffset <= lastOffset) {
      aborting.add(beginnings.pop()!.producerId)
    }
    if (isControl) aborting.delete(producerId)
    return !isControl && !(inTransaction && aborting.has(producerId))
  })
}
