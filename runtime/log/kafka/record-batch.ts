import kafkajs, { type CompressionTypes } from 'kafkajs'
import { LogError } from '../../errors.ts'
import type { StoredRecord } from '../port.ts'
import { crc32c } from './crc32c.ts'
import { ATTRIBUTES, FIELDS, FORMAT, HEADER_BYTES } from './record-batch-format.ts'
import { type RecordBase, RecordCursor } from './record-cursor.ts'

/** Consecutive records of one producer, or one marker that ends a transaction of his. */
export interface FetchedBatch {
  readonly firstOffset: number
  /** Of the batch as it was written: compaction may have taken its last records, or all. */
  readonly lastOffset: number
  readonly producerId: number
  readonly inTransaction: boolean
  readonly isControl: boolean
  /** Event time of its next record from an offset on; undefined where none is left. @throws LogError `corrupt` */
  peek(from: number): number | undefined
  /**
   * Appends its next records from an offset on, up to the first that is later than `until`, and until there are
   * `count` in all; their values are views into the response.
   * @throws LogError `corrupt`
   */
  read(from: number, records: StoredRecord[], count: number, until: number): void
}

/**
 * The record batches that a broker sent for a partition. Brokers cut their answers off at a number of bytes, so
 * the last batch may be incomplete; it is left out. Batches of an older format than 2 (before Kafka 0.11) end the
 * list as well: see `isOldFormat`.
 * @throws LogError `corrupt` for a checksum that differs and a compression or format that cannot be read.
 */
export async function recordBatches(bytes: Buffer, where: string): Promise<FetchedBatch[]> {
  const batches: FetchedBatch[] = []
  for (let at = 0; at + FIELDS.format < bytes.length && !isOldFormat(bytes, at); ) {
    const end = at + FIELDS.afterLength + bytes.readInt32BE(at + FIELDS.length)
    if (end > bytes.length) break
    batches.push(await recordBatch(bytes.subarray(at, end), where))
    at = end
  }
  return batches
}

/** True for records as brokers before 0.11 wrote them, which have no batches like these. */
export function isOldFormat(bytes: Buffer, at = 0): boolean {
  return at + FIELDS.format < bytes.length && bytes[at + FIELDS.format]! < FORMAT
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
  if (bytes[FIELDS.format] !== FORMAT) throw corrupt(`unknown message format ${bytes[FIELDS.format]}`)
  if (crc32c(bytes.subarray(FIELDS.attributes)) !== bytes.readUInt32BE(FIELDS.crc))
    throw corrupt('checksum differs')

  const attributes = bytes.readInt16BE(FIELDS.attributes)
  const base: RecordBase = {
    firstOffset,
    firstTimestamp: readInt64(bytes, FIELDS.firstTimestamp),
    appendedAt: attributes & ATTRIBUTES.logAppendTime ? readInt64(bytes, FIELDS.maxTimestamp) : undefined,
  }
  const stored = bytes.subarray(HEADER_BYTES)
  const body =
    attributes & ATTRIBUTES.compression
      ? await decompressed(stored, attributes & ATTRIBUTES.compression).catch((cause) => {
          throw corrupt(
            `${cause.message} (its records are compressed; register the codec with kafkajs)`,
            cause,
          )
        })
      : stored
  const cursor = new RecordCursor(body, base, bytes.readInt32BE(FIELDS.count), (index) =>
    corrupt(`record ${index} is damaged`),
  )
  return {
    firstOffset,
    lastOffset: firstOffset + bytes.readInt32BE(FIELDS.lastOffsetDelta),
    producerId: readInt64(bytes, FIELDS.producerId),
    inTransaction: (attributes & ATTRIBUTES.transactional) !== 0,
    isControl: (attributes & ATTRIBUTES.control) !== 0,
    peek: (from) => cursor.peek(from),
    read(from, records, count, until) {
      for (let next = cursor.peek(from); next !== undefined && next <= until && records.length < count; ) {
        records.push(cursor.take())
        next = cursor.peek(from)
      }
    },
  }
}

/** Every compression that kafkajs knows or has been given a codec for. */
async function decompressed(bytes: Buffer, type: number): Promise<Buffer> {
  const codec = kafkajs.CompressionCodecs[type as CompressionTypes.GZIP]?.()
  if (codec === undefined) throw new Error(`Unknown compression ${type}`)
  return codec.decompress(bytes)
}
