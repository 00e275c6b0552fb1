import avro from 'avsc'

interface Tap {
  readLong(): number
  writeLong(value: number): void
}

/** Longs are exact in [-LONG_LIMIT, LONG_LIMIT): 4.5e15. */
export const LONG_LIMIT = 2 ** 52

/**
 * Avro long as a plain number that is exact or refused. avsc's own type takes +-(2^53 - 2), but its zigzag
 * code doubles the number in floating point: below -2^52 the low bit is lost, and with it the sign.
 */
class ExactLong extends avro.types.LongType {
  _check(value: unknown, _flags: unknown, hook?: (value: unknown, type: avro.Type) => void): boolean {
    const valid = isExact(value)
    if (!valid && hook !== undefined) hook(value, this)
    return valid
  }

  _read(tap: Tap): number {
    const value = tap.readLong()
    if (value >= LONG_LIMIT || value < -LONG_LIMIT) throw new Error(`long beyond +-2^52 (about ${value})`)
    return value
  }

  _write(tap: Tap, value: unknown): void {
    if (!isExact(value)) throw new Error(`invalid "long": ${String(value)}`)
    tap.writeLong(value)
  }
}

function isExact(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= -LONG_LIMIT && (value as number) < LONG_LIMIT
}

const EXACT_LONG = new ExactLong()

/** avsc type hook that puts the exact long in place of avsc's. */
export function exactLongs(schema: unknown): avro.Type | undefined {
  return schema === 'long' || isPlainLong(schema) ? EXACT_LONG : undefined
}

function isPlainLong(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'long'
}
