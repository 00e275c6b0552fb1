import type { RecordBatch, StoredRecord } from '../port.ts'

/** A partition of a fetch response as kafkajs decodes it (its types stop at `any`); 64-bit numbers are strings. */
export interface FetchedPartition {
  readonly partition: number
  /** Everything before it is decided: committed or aborted. */
  readonly lastStableOffset: string
  readonly abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[]
  readonly messages: readonly FetchedMessage[]
}

export interface FetchedMessage {
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer | Buffer[] | undefined>>
  readonly isControlRecord: boolean
  readonly batchContext: {
    readonly firstOffset: string
    readonly lastOffsetDelta: number
    readonly producerId: string
    readonly inTransaction: boolean
  }
}

/**
 * The committed records of a fetched partition from an offset on, and where to read next: also past commit
 * markers, aborted records and what compaction took from the end of a batch.
 *
 * Kafka's read_committed leaves the filtering to the client: the response lists the aborted transactions that
 * touch it, and a transaction ends at its marker. kafkajs' own filter takes in one transaction per record at
 * most, so a fetch that starts inside two of them would let aborted records through.
 */
export function committedBatch(topic: string, fetched: FetchedPartition, from: number): RecordBatch {
  const beginnings = fetched.abortedTransactions
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: Number(firstOffset) }))
    .sort((a, b) => b.firstOffset - a.firstOffset)
  const aborting = new Set<string>()
  const records: StoredRecord[] = []
  let nextOffset = from
  for (const message of fetched.messages) {
    const offset = Number(message.offset)
    const { producerId, inTransaction, firstOffset, lastOffsetDelta } = message.batchContext
    while (beginnings.length > 0 && beginnings.at(-1)!.firstOffset <= offset) {
      aborting.add(beginnings.pop()!.producerId)
    }
    if (message.isControlRecord) aborting.delete(producerId)
    else if (offset >= from && !(inTransaction && aborting.has(producerId))) {
      records.push(storedRecord(message, offset))
    }
    nextOffset = Math.max(nextOffset, Number(firstOffset) + lastOffsetDelta + 1)
  }
  return { topic, partition: fetched.partition, records, nextOffset }
}

function storedRecord(message: FetchedMessage, offset: number): StoredRecord {
  const record = {
    offset,
    key: message.key === null ? '' : message.key.toString('utf8'),
    value: message.value,
    timestamp: Number(message.timestamp),
  }
  const names = Object.keys(message.headers)
  if (names.length === 0) return record
  const headers = names.map((name) => [name, String(message.headers[name] ?? '')] as const)
  return { ...record, headers: Object.fromEntries(headers) }
}
