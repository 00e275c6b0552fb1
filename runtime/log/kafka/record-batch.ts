import kafkajs, { type CompressionTypes } from 'kafkajs'
import { LogError } from '../../errors.ts'
import type { StoredRecord } from '../port.ts'
import { crc32c } from './crc32c.ts'
import { type RecordBase, RecordCursor } from './record-cursor.ts'

/** Where the fields of a record batch stand (Kafka protocol guide, "Record Batch"; message format 2). */
const AT_LENGTH = 8
const AFTER_LENGTH = 12
const AT_FORMAT = 16
const AT_CRC = 17
const AT_ATTRIBUTES = 21
const AT_LAST_OFFSET_DELTA = 23
const AT_FIRST_TIMESTAMP = 27
const AT_MAX_TIMESTAMP = 35
const AT_PRODUCER_ID = 43
const AT_COUNT = 57
const HEADER_BYTES = 61

const FORMAT = 2
const COMPRESSION = 0x07
const LOG_APPEND_TIME = 0x08
const TRANSACTIONAL = 0x10
const CONTROL = 0x20

/** Consecutive records of one producer, or one marker that ends a transaction of his. */
export interface FetchedBatch {
  readonly firstOffset: number
  /** Of the batch as it was written: compaction may have taken its last records, or all. */
  readonly lastOffset: number
  readonly producerId: number
  readonly inTransaction: boolean
  readonly isControl: boolean
  /** Appends its records from an offset on; their values are views into the response. */
  read(from: number, records: StoredRecord[]): void
}

/**
 * The record batches that a broker sent for a partition. Brokers cut their answers off at a number of bytes, so
 * the last batch may be incomplete; it is left out. Batches of an older format than 2 (before Kafka 0.11) end the
 * list as well: see `isOldFormat`.
 * @throws LogError `corrupt` for a checksum that differs and a compression or format that cannot be read.
 */
export async function recordBatches(bytes: Buffer, where: string): Promise<FetchedBatch[]> {
  const batches: FetchedBatch[] = []
  for (let at = 0; at + AT_FORMAT < bytes.length && !isOldFormat(bytes, at); ) {
    const end = at + AFTER_LENGTH + bytes.readInt32BE(at + AT_LENGTH)
    if (end > bytes.length) break
    batches.push(await recordBatch(bytes.subarray(at, end), where))
    at = end
  }
  return batches
}

/** True for records as brokers before 0.11 wrote them, which have no batches like these. */
export function isOldFormat(bytes: Buffer, at = 0): boolean {
  return at + AT_FORMAT < bytes.length && bytes[at + AT_FORMAT]! < FORMAT
}

/** A 64-bit integer as a number; exact up to 2^53. */
export function readInt64(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)
}

async function recordBatch(bytes: Buffer, where: string): Promise<FetchedBatch> {
  const firstOffset = bytes.length < HEADER_BYTES ? -1 : readInt64(bytes, 0)
  const corrupt = (fault: string, cause?: unknown): LogError =>
    new LogError('corrupt', `Record batch at ${where}, offset ${firstOffset}: ${fault}.`, { cause })
  if (bytes.length < HEADER_BYTES) throw corrupt(`impossible length ${bytes.length}`)
  if (bytes[AT_FORMAT] !== FORMAT) throw corrupt(`unknown message format ${bytes[AT_FORMAT]}`)
  if (crc32c(bytes.subarray(AT_ATTRIBUTES)) !== bytes.readUInt32BE(AT_CRC)) throw corrupt('checksum differs')

  const attributes = bytes.readInt16BE(AT_ATTRIBUTES)
  const base: RecordBase = {
    firstOffset,
    firstTimestamp: readInt64(bytes, AT_FIRST_TIMESTAMP),
    appendedAt: attributes & LOG_APPEND_TIME ? readInt64(bytes, AT_MAX_TIMESTAMP) : undefined,
  }
  const count = bytes.readInt32BE(AT_COUNT)
  const stored = bytes.subarray(HEADER_BYTES)
  const body =
    attributes & COMPRESSION
      ? await decompressed(stored, attributes & COMPRESSION).catch((cause) => {
          throw corrupt(
            `${cause.message} (its records are compressed; register the codec with kafkajs)`,
            cause,
          )
        })
      : stored
  return {
    firstOffset,
    lastOffset: firstOffset + bytes.readInt32BE(AT_LAST_OFFSET_DELTA),
    producerId: readInt64(bytes, AT_PRODUCER_ID),
    inTransaction: (attributes & TRANSACTIONAL) !== 0,
    isControl: (attributes & CONTROL) !== 0,
    read(from, records) {
      const cursor = new RecordCursor(body)
      for (let left = count; left > 0; left--)
        if (!cursor.take(base, from, records)) throw corrupt(`record ${count - left} is damaged`)
    },
  }
}

/** Every compression that kafkajs knows or has been given a codec for. */
async function decompressed(bytes: Buffer, type: number): Promise<Buffer> {
  const codec = kafkajs.CompressionCodecs[type as CompressionTypes.GZIP]?.()
  if (codec === undefined) throw new Error(`Unknown compression ${type}`)
  return codec.decompress(bytes)
}
