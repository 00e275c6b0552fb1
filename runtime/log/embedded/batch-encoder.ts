import { crc32 } from 'node:zlib'
import { LogError } from '../../errors.ts'
import { MAX_RECORD_BYTES } from '../limits.ts'
import type { EncodedKey } from '../partitioner.ts'
import type { OutgoingRecord } from '../port.ts'
import {
  AT_BASE_OFFSET,
  AT_COUNT,
  AT_CRC,
  AT_LENGTH,
  AT_MAX_TIMESTAMP,
  AT_VERSION,
  BATCH_BYTES,
  CHECKED_FROM,
  FLAG_HEADERS,
  FLAG_NULL,
  FORMAT_VERSION,
  HEADER_BYTES,
  HEADERS_LENGTH_BYTES,
  RECORD_FLAGS,
  RECORD_HEADER_BYTES,
  RECORD_KEY_LENGTH,
  RECORD_VALUE_LENGTH,
} from './batch-format.ts'

/** Where one batch of an encoded run begins, counted from the start of the run. */
interface BatchStart {
  readonly position: number
  readonly record: number
}

/** One commit's records for one partition, encoded as a run of batches whose offsets are set by `seal`. */
export interface EncodedRun {
  readonly bytes: Buffer
  readonly count: number
  readonly maxTimestamp: number
  readonly starts: readonly BatchStart[]
}

/** Collects the records of one partition and encodes them into one buffer of the right size. */
export class RunEncoder {
  readonly #records: OutgoingRecord[] = []
  readonly #keys: EncodedKey[] = []
  readonly #headers = new Map<number, Buffer>()
  #recordBytes = 0

  /** @throws LogError `recordTooLarge`. */
  add(record: OutgoingRecord, key: EncodedKey): void {
    let size = RECORD_HEADER_BYTES + key.bytes.length + (record.value === null ? 0 : record.value.length)
    if (record.headers !== undefined) {
      const headers = Buffer.from(JSON.stringify(record.headers))
      this.#headers.set(this.#records.length, headers)
      size += HEADERS_LENGTH_BYTES + headers.length
    }
    if (size > MAX_RECORD_BYTES || key.bytes.length > 0xffff) throw tooLarge(record, size)
    this.#records.push(record)
    this.#keys.push(key)
    this.#recordBytes += size
  }

  encode(): EncodedRun {
    const records = this.#records
    const mostBatches = Math.ceil(this.#recordBytes / BATCH_BYTES) + 1
    const bytes = Buffer.allocUnsafe(this.#recordBytes + mostBatches * HEADER_BYTES)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const starts: BatchStart[] = []
    let at = 0
    let maxTimestamp = Number.NEGATIVE_INFINITY
    for (let i = 0; i < records.length; ) {
      const start = { position: at, record: i }
      let batchTimestamp = Number.NEGATIVE_INFINITY
      at += HEADER_BYTES
      do {
        const { timestamp } = records[i]!
        if (timestamp > batchTimestamp) batchTimestamp = timestamp
        at = this.#writeRecord(i++, bytes, view, at)
      } while (i < records.length && at - start.position < BATCH_BYTES)
      view.setUint32(start.position + AT_LENGTH, at - start.position, true)
      view.setUint32(start.position + AT_COUNT, i - start.record, true)
      view.setFloat64(start.position + AT_MAX_TIMESTAMP, batchTimestamp, true)
      view.setUint32(start.position + AT_VERSION, FORMAT_VERSION, true)
      starts.push(start)
      if (batchTimestamp > maxTimestamp) maxTimestamp = batchTimestamp
    }
    return { bytes: bytes.subarray(0, at), count: records.length, maxTimestamp, starts }
  }

  #writeRecord(index: number, bytes: Buffer, view: DataView, start: number): number {
    const { value, timestamp } = this.#records[index]!
    const key = this.#keys[index]!.bytes
    const headers = this.#headers.size > 0 ? this.#headers.get(index) : undefined
    view.setFloat64(start, timestamp, true)
    view.setUint32(start + RECORD_VALUE_LENGTH, value === null ? 0 : value.length, true)
    view.setUint16(start + RECORD_KEY_LENGTH, key.length, true)
    bytes[start + RECORD_FLAGS] =
      (value === null ? FLAG_NULL : 0) | (headers === undefined ? 0 : FLAG_HEADERS)
    let at = start + RECORD_HEADER_BYTES
    for (let i = 0; i < key.length; i++) bytes[at + i] = key[i]!
    at += key.length
    if (headers !== undefined) {
      view.setUint32(at, headers.length, true)
      bytes.set(headers, at + HEADERS_LENGTH_BYTES)
      at += HEADERS_LENGTH_BYTES + headers.length
    }
    if (value === null) return at
    bytes.set(value, at)
    return at + value.length
  }
}

/** Gives the run its place in the log: offsets from `baseOffset`, then the checksums over them. */
export function seal(run: EncodedRun, baseOffset: number): void {
  const { bytes, starts } = run
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (const { position, record } of starts) {
    view.setFloat64(position + AT_BASE_OFFSET, baseOffset + record, true)
    const end = position + view.getUint32(position + AT_LENGTH, true)
    view.setUint32(position + AT_CRC, crc32(bytes.subarray(position + CHECKED_FROM, end)), true)
  }
}

const tooLarge = (record: OutgoingRecord, size: number): LogError =>
  new LogError(
    'recordTooLarge',
    `Record of ${size} bytes for ${record.topic}, key ${record.key.slice(0, 100)}: the limit is ${MAX_RECORD_BYTES} bytes, the key's 65535. Split the value.`,
  )
