import { crc32c } from './crc32c.ts'
import { ATTRIBUTES, FIELDS, FORMAT, HEADER_BYTES } from './record-batch-format.ts'

export interface ProducedRecord {
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** Epoch ms, as kafkajs wants it; absent: now. */
  readonly timestamp?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The next records of a producer for one partition. */
export interface ProducedBatch {
  readonly producerId: string
  readonly producerEpoch: number
  readonly firstSequence: number
  readonly transactional: boolean
  readonly records: readonly ProducedRecord[]
}

/** Of lengths and differences around key, value and headers: no more than 10 bytes for each of 6 numbers. */
const RECORD_OVERHEAD = 60
const HEADER_OVERHEAD = 10

/** A record batch in message format 2, not compressed. */
export function encodeRecordBatch(batch: ProducedBatch): Buffer {
  const { records } = batch
  const now = Date.now()
  const timestamps = records.map(({ timestamp }) => (timestamp === undefined ? now : brokerTime(timestamp)))
  const firstTimestamp = timestamps[0] ?? now
  const bytes = Buffer.allocUnsafe(records.reduce((sum, record) => sum + mostBytes(record), HEADER_BYTES))
  const writer = new RecordWriter(bytes, HEADER_BYTES)
  for (let n = 0; n < records.length; n++) writer.record(records[n]!, timestamps[n]! - firstTimestamp, n)

  bytes.fill(0, 0, HEADER_BYTES)
  bytes.writeInt32BE(writer.at - FIELDS.afterLength, FIELDS.length)
  bytes[FIELDS.format] = FORMAT
  bytes.writeInt16BE(batch.transactional ? ATTRIBUTES.transactional : 0, FIELDS.attributes)
  bytes.writeInt32BE(records.length - 1, FIELDS.lastOffsetDelta)
  bytes.writeBigInt64BE(BigInt(firstTimestamp), FIELDS.firstTimestamp)
  bytes.writeBigInt64BE(
    BigInt(timestamps.reduce((a, b) => Math.max(a, b), firstTimestamp)),
    FIELDS.maxTimestamp,
  )
  bytes.writeBigInt64BE(BigInt(batch.producerId), FIELDS.producerId)
  bytes.writeInt16BE(batch.producerEpoch, FIELDS.producerEpoch)
  bytes.writeInt32BE(batch.firstSequence, FIELDS.firstSequence)
  bytes.writeInt32BE(records.length, FIELDS.count)
  const batchBytes = bytes.subarray(0, writer.at)
  bytes.writeUInt32BE(crc32c(batchBytes.subarray(FIELDS.attributes)), FIELDS.crc)
  return batchBytes
}

/** Brokers refuse times before 1970; the record itself says when it was. */
const brokerTime = (timestamp: string): number => Math.max(Number(timestamp), 0)

function mostBytes({ key, value, headers }: ProducedRecord): number {
  let bytes = RECORD_OVERHEAD + (key?.length ?? 0) + (value?.length ?? 0)
  for (const name in headers)
    bytes += HEADER_OVERHEAD + Buffer.byteLength(name) + Buffer.byteLength(headers[name]!)
  return bytes
}

/** Writes records one behind the other. */
class RecordWriter {
  at: number
  readonly #bytes: Buffer

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  record({ key, value, headers }: ProducedRecord, timestampDelta: number, offsetDelta: number): void {
    const encoded = Object.entries(headers ?? {}).map(
      ([name, text]) => [Buffer.from(name), Buffer.from(text)] as const,
    )
    let length = 1 + varintBytes(timestampDelta) + varintBytes(offsetDelta) + varintBytes(encoded.length)
    length += fieldBytes(key) + fieldBytes(value)
    for (const [name, text] of encoded) length += fieldBytes(name) + fieldBytes(text)
    this.#varint(length)
    this.#bytes[this.at++] = 0 // attributes, not used by any version
    this.#varint(timestampDelta)
    this.#varint(offsetDelta)
    this.#field(key)
    this.#field(value)
    this.#varint(encoded.length)
    for (const [name, text] of encoded) {
      this.#field(name)
      this.#field(text)
    }
  }

  #field(bytes: Buffer | null): void {
    this.#varint(bytes?.length ?? -1)
    if (bytes === null) return
    this.#bytes.set(bytes, this.at)
    this.at += bytes.length
  }

  #varint(value: number): void {
    let left = zigzag(value)
    for (; left > 127; left = Math.floor(left / 128)) this.#bytes[this.at++] = (left % 128) | 128
    this.#bytes[this.at++] = left
  }
}

const fieldBytes = (bytes: Buffer | null): number =>
  bytes === null ? 1 : varintBytes(bytes.length) + bytes.length

function varintBytes(value: number): number {
  let bytes = 1
  for (let left = zigzag(value); left > 127; left = Math.floor(left / 128)) bytes++
  return bytes
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)
