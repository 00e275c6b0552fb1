import { readInt64 } from './record-batch.ts'

/** Versions of the response that bring another layout. */
const WITH_LOG_START = 5
const WITH_SESSION = 7
const WITH_PREFERRED_REPLICA = 11

/** What a broker sent of a partition, its records as they came. */
export interface PartitionResponse {
  readonly topicName: string
  readonly partition: number
  readonly errorCode: number
  /** Those that touch the records, in any order. */
  readonly abortedTransactions: readonly AbortedTransaction[]
  readonly records: Buffer
}

export interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
}

export interface FetchResponse {
  readonly throttleMs: number
  readonly partitions: readonly PartitionResponse[]
}

/** Takes a fetch response apart (Kafka protocol guide, "Fetch Response", versions 4 to 11). */
export function fetchResponse(payload: Buffer, version: number): FetchResponse {
  const fields = new Fields(payload)
  const throttleMs = fields.int32()
  if (version >= WITH_SESSION) fields.skip(6)
  const partitions: PartitionResponse[] = []
  for (let topics = fields.int32(); topics > 0; topics--) {
    const topicName = fields.bytes(fields.int16()).toString()
    for (let left = fields.int32(); left > 0; left--)
      partitions.push({ topicName, ...partitionResponse(fields, version) })
  }
  return { throttleMs, partitions }
}

function partitionResponse(fields: Fields, version: number): Omit<PartitionResponse, 'topicName'> {
  const partition = fields.int32()
  const errorCode = fields.int16()
  // High watermark, last stable offset, start of the log.
  fields.skip(version >= WITH_LOG_START ? 24 : 16)
  const abortedTransactions: AbortedTransaction[] = []
  for (let aborted = fields.int32(); aborted > 0; aborted--)
    abortedTransactions.push({ producerId: fields.int64(), firstOffset: fields.int64() })
  if (version >= WITH_PREFERRED_REPLICA) fields.skip(4)
  return { partition, errorCode, abortedTransactions, records: fields.bytes(fields.int32()) }
}

/** Reads field after field. */
class Fields {
  readonly #payload: Buffer
  #at = 0

  constructor(payload: Buffer) {
    this.#payload = payload
  }

  int16(): number {
    this.#at += 2
    return this.#payload.readInt16BE(this.#at - 2)
  }

  int32(): number {
    this.#at += 4
    return this.#payload.readInt32BE(this.#at - 4)
  }

  int64(): number {
    this.#at += 8
    return readInt64(this.#payload, this.#at - 8)
  }

  /** A length of -1 stands for null, here as good as none. */
  bytes(length: number): Buffer {
    const start = this.#at
    this.#at += Math.max(length, 0)
    return this.#payload.subarray(start, this.#at)
  }

  skip(bytes: number): void {
    this.#at += bytes
  }
}
