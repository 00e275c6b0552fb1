import { crc32 } from 'node:zlib'
import { internedText } from '../../interned-text.ts'
import type { StoredRecord } from '../port.ts'
import {
  AT_BASE_OFFSET,
  AT_COUNT,
  AT_CRC,
  AT_LENGTH,
  AT_VERSION,
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

/** Bytes that the batch at `at` occupies, as its header claims. */
export const batchLength = (chunk: Buffer, at: number): number => chunk.readUInt32LE(at + AT_LENGTH)

/** What is wrong with the complete batch at `at`, or undefined when it is whole. */
export function batchFault(chunk: Buffer, at: number, length: number): string | undefined {
  if (length < HEADER_BYTES || at + length > chunk.length) return `impossible length ${length}`
  const checksum = crc32(chunk.subarray(at + CHECKED_FROM, at + length))
  if (checksum !== chunk.readUInt32LE(at + AT_CRC)) return 'checksum differs'
  const version = chunk.readUInt32LE(at + AT_VERSION)
  return version === FORMAT_VERSION ? undefined : `unknown format version ${version}`
}

/** Walks through the records of one verified batch; values are views into the chunk. */
export class BatchCursor {
  readonly #chunk: Buffer
  readonly #view: DataView
  #at: number
  #offset: number
  #left: number

  constructor(chunk: Buffer, at: number) {
    this.#chunk = chunk
    this.#view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
    this.#at = at + HEADER_BYTES
    this.#offset = this.#view.getFloat64(at + AT_BASE_OFFSET, true)
    this.#left = this.#view.getUint32(at + AT_COUNT, true)
  }

  /** Offset of the next record; after the last one, of the record that follows the batch. */
  get offset(): number {
    return this.#offset
  }

  get left(): number {
    return this.#left
  }

  skipTo(offset: number): void {
    while (this.#left > 0 && this.#offset < offset) {
      const view = this.#view
      const at = this.#at
      const keyed = at + RECORD_HEADER_BYTES + view.getUint16(at + RECORD_KEY_LENGTH, true)
      const headers =
        view.getUint8(at + RECORD_FLAGS) & FLAG_HEADERS
          ? HEADERS_LENGTH_BYTES + view.getUint32(keyed, true)
          : 0
      this.#at = keyed + headers + view.getUint32(at + RECORD_VALUE_LENGTH, true)
      this.#offset++
      this.#left--
    }
  }

  /** Appends up to `max` records to `records`. */
  take(max: number, records: StoredRecord[]): void {
    const chunk = this.#chunk
    const view = this.#view
    const last = this.#offset + Math.min(max, this.#left)
    let at = this.#at
    let offset = this.#offset
    while (offset < last) {
      const timestamp = view.getFloat64(at, true)
      const valueLength = view.getUint32(at + RECORD_VALUE_LENGTH, true)
      const keyLength = view.getUint16(at + RECORD_KEY_LENGTH, true)
      const flags = view.getUint8(at + RECORD_FLAGS)
      at += RECORD_HEADER_BYTES
      const key = internedText(chunk, at, keyLength)
      at += keyLength
      if ((flags & FLAG_HEADERS) === 0) {
        const value = (flags & FLAG_NULL) === 0 ? chunk.subarray(at, at + valueLength) : null
        records.push({ offset, key, value, timestamp })
      } else {
        const from = at + HEADERS_LENGTH_BYTES
        at = from + view.getUint32(at, true)
        const value = (flags & FLAG_NULL) === 0 ? chunk.subarray(at, at + valueLength) : null
        records.push({ offset, key, value, timestamp, headers: decodeHeaders(chunk, from, at) })
      }
      at += valueLength
      offset++
    }
    this.#left -= last - this.#offset
    this.#offset = last
    this.#at = at
  }
}

const decodeHeaders = (chunk: Buffer, from: number, to: number): Readonly<Record<string, string>> =>
  JSON.parse(chunk.toString('utf8', from, to)) as Record<string, string>
