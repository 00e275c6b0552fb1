/** Castagnoli's polynomial, bits reversed (RFC 3720, section 12.1). */
const POLYNOMIAL = 0x82f63b78
/** Table n, at n * 256: what a byte does to the checksum when n more bytes follow it in the same step. */
const TABLES = sliceTables()

/**
 * CRC-32C, the checksum of Kafka's record batches, as an unsigned number. Takes eight bytes a step, which is
 * several times as fast as one at a time; Node's own `zlib.crc32` is of another polynomial.
 */
export function crc32c(bytes: Uint8Array): number {
  const tables = TABLES
  const length = bytes.length
  const inSteps = length - (length % 8)
  let crc = -1
  let at = 0
  for (; at < inSteps; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    crc =
      tables[1792 + (crc & 255)]! ^
      tables[1536 + ((crc >>> 8) & 255)]! ^
      tables[1280 + ((crc >>> 16) & 255)]! ^
      tables[1024 + (crc >>> 24)]! ^
      tables[768 + bytes[at + 4]!]! ^
      tables[512 + bytes[at + 5]!]! ^
      tables[256 + bytes[at + 6]!]! ^
      tables[bytes[at + 7]!]!
  }
  for (; at < length; at++) crc = tables[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8)
  return ~crc >>> 0
}

function sliceTables(): Int32Array {
  const tables = new Int32Array(8 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0)
    tables[byte] = crc
  }
  for (let at = 256; at < tables.length; at++) {
    const shorter = tables[at - 256]!
    tables[at] = tables[shorter & 255]! ^ (shorter >>> 8)
  }
  return tables
}
