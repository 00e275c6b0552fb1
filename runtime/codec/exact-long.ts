import avro from 'avsc'

/** avsc's reading and writing position in a buffer; what is written past the end is counted, not stored. */
export interface Tap {
  readonly buf: Buffer
  pos: number
}

/** Longs are exact in [-LONG_LIMIT, LONG_LIMIT): 4.5e15. */
export const LONG_LIMIT = 2 ** 52

/** What four bytes of seven bits hold once the sign bit is taken off. */
const LOW_PART = 2 ** 27

/**
 * Avro long as a plain number that is exact or refused. avsc's own type takes +-(2^53 - 2), but its zigzag
 * code doubles the number in floating point: below -2^52 the low bit is lost, and with it the sign. Here the low
 * 28 bits are kept apart as an integer, which is faster too.
 */
class ExactLong extends avro.types.LongType {
  _check(value: unknown, _flags: unknown, hook?: (value: unknown, type: avro.Type) => void): boolean {
    const valid = isExact(value)
    if (!valid && hook !== undefined) hook(value, this)
    return valid
  }

  _read(tap: Tap): number {
    return readExactLong(tap)
  }

  _write(tap: Tap, value: unknown): void {
    writeExactLong(tap, value)
  }
}

/** Reads a long. @throws Error for one beyond the limit */
export function readExactLong(tap: Tap): number {
  const { buf } = tap
  let at = tap.pos
  let byte = buf[at++]!
  let low = byte & 0x7f
  for (let shift = 7; (byte & 0x80) !== 0; shift += 7) {
    if (shift === 28) return readHigh(tap, low, at)
    byte = buf[at++]!
    low |= (byte & 0x7f) << shift
  }
  tap.pos = at
  return (low >> 1) ^ -(low & 1)
}

function readHigh(tap: Tap, low: number, start: number): number {
  const { buf } = tap
  let at = start
  let high = 0
  let scale = 1
  let byte: number
  do {
    byte = buf[at++]!
    high += (byte & 0x7f) * scale
    scale *= 128
  } while ((byte & 0x80) !== 0)
  tap.pos = at
  const half = high * LOW_PART + (low >>> 1)
  const value = (low & 1) === 0 ? half : -half - 1
  if (value >= LONG_LIMIT || value < -LONG_LIMIT) throw new Error(`long beyond +-2^52 (about ${value})`)
  return value
}

/** Writes a long. @throws Error for what is none */
export function writeExactLong(tap: Tap, value: unknown): void {
  if (!isExact(value)) throw new Error(`invalid "long": ${String(value)}`)
  const { buf } = tap
  let at = tap.pos
  let rest: number
  if (value >= -LOW_PART && value < LOW_PART) rest = (value << 1) ^ (value >> 31)
  else {
    const magnitude = value < 0 ? -value - 1 : value
    rest = Math.floor(magnitude / LOW_PART)
    let low = ((magnitude - rest * LOW_PART) << 1) | (value < 0 ? 1 : 0)
    for (let bytes = 0; bytes < 4; bytes += 1) {
      buf[at++] = low | 0x80
      low >>>= 7
    }
  }
  while (rest > 0x7f) {
    buf[at++] = rest | 0x80
    rest >>>= 7
  }
  buf[at++] = rest
  tap.pos = at
}

function isExact(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= -LONG_LIMIT && (value as number) < LONG_LIMIT
}

const EXACT_LONG = new ExactLong()

/** avsc type hook that puts the exact long in place of avsc's. */
export function exactLongs(schema: unknown): avro.Type | undefined {
  return isLong(schema) ? EXACT_LONG : undefined
}

/** Whether a schema is a plain long, with attributes or without. */
export function isLong(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return schema === 'long'
  return 'type' in schema && schema.type === 'long'
}
