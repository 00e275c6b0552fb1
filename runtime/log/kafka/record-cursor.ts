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
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /**
   * Appends the next record to `records`, unless it stands before the offset `from`.
   * @returns false when its bytes do not end where the batch does or earlier.
   */
  take(
    { firstOffset, firstTimestamp, appendedAt }: RecordBase,
    from: number,
    records: StoredRecord[],
  ): boolean {
    const length = this.#varint()
    const end = this.#at + length
    if (!(length > 0 && end <= this.#bytes.length)) return false
    this.#at += 1 // attributes, not used by any version
    const created = firstTimestamp + this.#varint()
    const timestamp = appendedAt ?? created
    const offset = firstOffset + this.#varint()
    if (offset >= from) {
      const keyLength = this.#varint()
      const key = keyLength > 0 ? internedText(this.#bytes, this.#at, keyLength) : ''
      if (keyLength > 0) this.#at += keyLength
      const value = this.#nullableBytes()
      const headers = this.#varint()
      records.push(
        headers > 0
          ? { offset, key, value, timestamp, headers: this.#headers(headers) }
          : { offset, key, value, timestamp },
      )
    }
    if (this.#at > end) return false
    this.#at = end
    return true
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
