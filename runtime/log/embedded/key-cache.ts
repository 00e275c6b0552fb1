const SLOTS = 16_384
const LONGEST = 48

const slots: (string | undefined)[] = new Array(SLOTS).fill(undefined)

/**
 * Decodes a UTF-8 key, giving back the same string object for keys that repeat: cheaper than a new
 * string per record, and Map lookups find its hash already computed.
 */
export function decodeKey(bytes: Buffer, start: number, length: number): string {
  if (length > LONGEST) return bytes.toString('utf8', start, start + length)
  let hash = length
  for (let i = 0; i < length; i++) hash = (Math.imul(hash, 31) + bytes[start + i]!) | 0
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1)
  const known = slots[slot]
  if (known !== undefined && sameAscii(known, bytes, start, length)) return known
  const key = bytes.toString('utf8', start, start + length)
  slots[slot] = key
  return key
}

function sameAscii(key: string, bytes: Buffer, start: number, length: number): boolean {
  if (key.length !== length) return false
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i]!
    if (byte > 127 || key.charCodeAt(i) !== byte) return false
  }
  return true
}
