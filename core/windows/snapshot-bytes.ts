import { WindowError } from '../errors.ts'

/** Raised when old snapshots can no longer be read. */
const FORMAT = 1
const HEADER = 5
const QUIET_NAN = 0x7ff80000

/** Bytes of a window's numbers: format, hash of the spec, the numbers as little-endian doubles. */
export function snapshotBytes(spec: object, numbers: Float64Array): Uint8Array {
  const bytes = new Uint8Array(HEADER + 8 * numbers.length)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, FORMAT)
  view.setUint32(1, hashOf(spec), true)
  for (let at = 0, offset = HEADER; at < numbers.length; at += 1, offset += 8) {
    const number = numbers[at]!
    if (Number.isNaN(number)) view.setUint32(offset + 4, QUIET_NAN, true)
    else view.setFloat64(offset, number, true)
  }
  return bytes
}

/** @throws WindowError `corrupt` when the bytes were not made by `snapshotBytes` for an equal spec */
export function snapshotNumbers(spec: object, bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fits =
    bytes.length >= HEADER &&
    (bytes.length - HEADER) % 8 === 0 &&
    view.getUint8(0) === FORMAT &&
    view.getUint32(1, true) === hashOf(spec)
  if (!fits)
    throw new WindowError(
      'corrupt',
      `These ${bytes.length} bytes are no snapshot of ${JSON.stringify(spec)}: restore into a window of the spec ` +
        'that wrote them, or begin anew.',
    )
  const numbers = new Float64Array((bytes.length - HEADER) / 8)
  for (let at = 0; at < numbers.length; at += 1) numbers[at] = view.getFloat64(HEADER + 8 * at, true)
  return numbers
}

/** FNV-1a of the spec, whatever the order of its keys. */
function hashOf(spec: object): number {
  const text = JSON.stringify(Object.entries(spec).sort(([a], [b]) => (a < b ? -1 : 1)))
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
