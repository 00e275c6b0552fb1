const FIRST_CAPACITY = 1 << 16
const TWO_32 = 2 ** 32
const CONTINUES = 0x80
/** Up to here a loop copies faster than a call. */
const LONG = 32

/**
 * Bytes of rows in ClickHouse's RowBinary format: little-endian numbers, strings and arrays behind their
 * length. What an unfinished row has written is taken back with `truncate`.
 */
export class RowBytes {
  #bytes = Buffer.allocUnsafe(FIRST_CAPACITY)
  #length = 0

  get length(): number {
    return this.#length
  }

  truncate(length: number): void {
    this.#length = length
  }

  /** The bytes written so far, without copying: append no more while they are in use. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  uint8(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  uint16(value: number): void {
    this.#reserve(2)
    this.#length = this.#bytes.writeUInt16LE(value, this.#length)
  }

  uint32(value: number): void {
    this.#reserve(4)
    this.#length = this.#bytes.writeUInt32LE(value, this.#length)
  }

  /** A safe integer of either sign; two halves are several times as fast as a bigint. */
  int64(value: number): void {
    this.#reserve(8)
    const high = Math.floor(value / TWO_32)
    const at = this.#bytes.writeUInt32LE(value - high * TWO_32, this.#length)
    this.#length = this.#bytes.writeInt32LE(high, at)
  }

  int128(value: number): void {
    this.int64(value)
    this.int64(value < 0 ? -1 : 0)
  }

  float64(value: number): void {
    this.#reserve(8)
    this.#length = this.#bytes.writeDoubleLE(value, this.#length)
  }

  /** Unsigned LEB128, before strings and arrays. */
  count(value: number): void {
    let rest = value
    while (rest >= CONTINUES) {
      this.uint8((rest % CONTINUES) | CONTINUES)
      rest = Math.floor(rest / CONTINUES)
    }
    this.uint8(rest)
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    if (bytes.length > LONG) this.#bytes.set(bytes, this.#length)
    else for (let at = 0; at < bytes.length; at += 1) this.#bytes[this.#length + at] = bytes[at]!
    this.#length += bytes.length
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
