const SLOTS = 65_536
const LONGEST = 48

const slots: (string | undefined)[] = new Array(SLOTS).fill(undefined)

/**
 * Decodes UTF-8, giving back the same string object for texts that repeat, as keys, symbols and sources do:
 * cheaper than a new string each time, and Map look-ups find its hash already computed.
 */
export function internedText(bytes: Buffer, start: number, length: number): string {
  if (length > LONGEST) return bytes.toString('utf8', start, start + length)
  let hash = length
  for (let i = 0; i < length; i++) hash = (Math.imul(hash, 31) + bytes[start + i]!) | 0
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1)
  const known = slots[slot]
  if (known !== undefined && sameAscii(known, bytes, start, length)) return known
  const text = bytes.toString('utf8', start, start + length)
  slots[slot] = text
  return text
}

function sameAscii(text: string, bytes: Buffer, start: number, length: number): boolean {
  if (text.length !== length) return false
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i]!
    if (byte > 127 || text.charCodeAt(i) !== byte) return false
  }
  return true
}
