const FIRST_CAPACITY = 1 << 16
const TWO_32 = 2 ** 32
const ASCII_END = 0x80
/** Lengths below this take one byte, and so do characters. */
const SHORT = 0x80

/** Bytes in a buffer that grows: little-endian numbers, and text behind its length. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(FIRST_CAPACITY)
  /** Over the same memory: its setters are inlined where a Buffer's are calls. */
  #view = viewOf(this.#bytes)
  #at = 0

  get length(): number {
    return this.#at
  }

  /** Forgets what was written behind a position. */
  rewind(length: number): void {
    this.#at = length
  }

  /** What was written; the writer goes on in fresh memory. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#at)
    this.#use(Buffer.allocUnsafe(this.#bytes.length))
    this.#at = 0
    return taken
  }

  uint8(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#at++] = value
  }

  uint16(value: number): void {
    this.#reserve(2)
    this.#view.setUint16(this.#at, value, true)
    this.#at += 2
  }

  uint32(value: number): void {
    this.#reserve(4)
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
  }

  /** An integer within ±2^53, in two's complement. Two halves are faster than a bigint. */
  int64(value: number): void {
    this.#reserve(8)
    const high = Math.floor(value / TWO_32)
    this.#view.setUint32(this.#at, value - high * TWO_32, true)
    this.#view.setInt32(this.#at + 4, high, true)
    this.#at += 8
  }

  /** Integers within ±2^53, one after the other. */
  int64s(values: readonly number[]): void {
    this.#reserve(8 * values.length)
    const view = this.#view
    let at = this.#at
    for (const value of values) {
      const high = Math.floor(value / TWO_32)
      view.setUint32(at, value - high * TWO_32, true)
      view.setInt32(at + 4, high, true)
      at += 8
    }
    this.#at = at
  }

  /** An integer within ±2^53, in two's complement. */
  int128(value: number): void {
    this.int64(value)
    this.int64(value < 0 ? -1 : 0)
  }

  float64(value: number): void {
    this.#reserve(8)
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
  }

  /** Seven bits a byte, the lowest first; the top bit says that more follow. */
  varint(value: number): void {
    let rest = value
    while (rest >= SHORT) {
      this.uint8((rest & (SHORT - 1)) | SHORT)
      rest = Math.floor(rest / SHORT)
    }
    this.uint8(rest)
  }

  /** UTF-8 behind its length in bytes. */
  text(value: string): void {
    if (value.length >= SHORT || !this.#shortAscii(value)) {
      const size = Buffer.byteLength(value)
      this.varint(size)
      this.#reserve(size)
      this.#at += this.#bytes.write(value, this.#at)
    }
  }

  /** Bytes behind their number. */
  bytes(value: Uint8Array): void {
    this.varint(value.length)
    this.#reserve(value.length)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
  }

  /** Symbols and codes: copying them here is faster than a call. */
  #shortAscii(value: string): boolean {
    const { length } = value
    this.#reserve(length + 1)
    const bytes = this.#bytes
    const start = this.#at
    bytes[start] = length
    for (let index = 0; index < length; index += 1) {
      const code = value.charCodeAt(index)
      if (code >= ASCII_END) return false
      bytes[start + 1 + index] = code
    }
    this.#at = start + 1 + length
    return true
  }

  #reserve(size: number): void {
    const needed = this.#at + size
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#use(larger)
  }

  #use(bytes: Buffer<ArrayBuffer>): void {
    this.#bytes = bytes
    this.#view = viewOf(bytes)
  }
}

const viewOf = ({ buffer, byteOffset, length }: Buffer<ArrayBuffer>): DataView =>
  new DataView(buffer, byteOffset, length)
