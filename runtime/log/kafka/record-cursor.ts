import { internedText } from '../../interned-text.ts'
import type { StoredRecord } from '../port.ts'

/** What the records of a batch are told relative to. */
export interface RecordBase {
  readonly firstOffset: number
  readonly firstTimestamp: number
  /** The broker's time of writing, where the topic has that instead of the records' own. */
  readonly appendedAt: number | undefined
}

/** Walks through the records of one batch in message format 2; values are views into its bytes. */
export class RecordCursor {
  readonly #bytes: Buffer
  readonly #base: RecordBase
  readonly #count: number
  readonly #damaged: (index: number) => Error
  #at = 0
  #index = 0
  /** What `peek` has read of the next record; the rest of it begins at `#at`. */
  #peeked = false
  #end = 0
  #timestamp = 0
  #offset = 0

  /** @param damaged makes the error for a record whose bytes do not end where the batch does or earlier */
  constructor(bytes: Buffer, base: RecordBase, count: number, damaged: (index: number) => Error) {
    this.#bytes = bytes
    this.#base = base
    this.#count = count
    this.#damaged = damaged
  }

  /** Event time of the next record from an offset on; undefined where none is left. */
  peek(from: number): number | undefined {
    while (!(this.#peeked && this.#offset >= from)) {
      if (this.#peeked) this.#skip()
      if (this.#index === this.#count) return undefined
      this.#readHead()
    }
    return this.#timestamp
  }

  /** Takes the record that was peeked at. */
  take(): StoredRecord {
    const keyLength = this.#varint()
    const key = keyLength > 0 ? internedText(this.#bytes, this.#at, keyLength) : ''
    if (keyLength > 0) this.#at += keyLength
    const value = this.#nullableBytes()
    const headerCount = this.#varint()
    const record = { offset: this.#offset, key, value, timestamp: this.#timestamp }
    const headers = headerCount > 0 ? this.#headers(headerCount) : undefined
    if (this.#at > this.#end) throw this.#damaged(this.#index)
    this.#skip()
    return headers === undefined ? record : { ...record, headers }
  }

  #readHead(): void {
    const length = this.#varint()
    this.#end = this.#at + length
    if (!(length > 0 && this.#end <= this.#bytes.length)) throw this.#damaged(this.#index)
    this.#at += 1 // attributes, not used by any version
    const { firstTimestamp, appendedAt, firstOffset } = this.#base
    const created = firstTimestamp + this.#varint()
    this.#timestamp = appendedAt ?? created
    this.#offset = firstOffset + this.#varint()
    this.#peeked = true
  }

  #skip(): void {
    this.#at = this.#end
    this.#index += 1
    this.#peeked = false
  }

  #headers(count: number): Readonly<Record<string, string>> {
    const headers = new Map<string, string>()
    for (let left = count; left > 0; left--) {
      const name = this.#nullableBytes()?.toString() ?? ''
      const value = this.#nullableBytes()?.toString() ?? ''
      const before = headers.get(name)
      headers.set(name, before === undefined ? value : `${before},${value}`)
    }
    return Object.fromEntries(headers)
  }

  #nullableBytes(): Buffer | null {
    const length = this.#varint()
    if (length < 0) return null
    const start = this.#at
    this.#at = start + length
    return this.#bytes.subarray(start, this.#at)
  }

  /** Signed number of up to 64 bits in groups of seven; exact up to 2^52, far beyond any offset or time. */
  #varint(): number {
    const bytes = this.#bytes
    let at = this.#at
    let byte = bytes[at++]!
    let low = byte & 127
    for (let shift = 7; byte > 127 && shift < 28; shift += 7) {
      byte = bytes[at++]!
      low |= (byte & 127) << shift
    }
    if (!(byte > 127)) {
      this.#at = at
      return (low >>> 1) ^ -(low & 1)
    }
    let zigzag = low
    for (let scale = 2 ** 28; byte > 127; scale *= 128) {
      byte = bytes[at++]!
      zigzag += (byte & 127) * scale
    }
    this.#at = at
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
  }
}
