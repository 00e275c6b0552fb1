import avro from 'avsc'
import { blockLength } from './block-length.ts'
import { isLong, readExactLong, type Tap, writeExactLong } from './exact-long.ts'

/**
 * What records of the market mostly consist of, longs that may be null and lists of longs, read and written without a
 * detour over the type of their parts. Bytes and values are those of avsc's own types.
 */
class NullableLong extends avro.types.UnwrappedUnionType {
  _read(tap: Tap): number | null {
    const branch = tap.buf[tap.pos++]
    if (branch === NULL) return null
    if (branch === LONG) return readExactLong(tap)
    throw new Error(`invalid branch of a nullable long: ${branch}`)
  }

  _write(tap: Tap, value: unknown): void {
    tap.buf[tap.pos++] = value === null ? NULL : LONG
    if (value !== null) writeExactLong(tap, value)
  }
}

/** Branches 0 and 1, as zigzag codes them. */
const NULL = 0
const LONG = 2

class LongArray extends avro.types.ArrayType {
  _read(tap: Tap): number[] {
    const first = blockLength(tap)
    const values = new Array<number>(first)
    for (let at = 0; at < first; at += 1) values[at] = readExactLong(tap)
    if (first === 0) return values
    for (let more = blockLength(tap); more > 0; more = blockLength(tap))
      for (let at = 0; at < more; at += 1) values.push(readExactLong(tap))
    return values
  }

  _write(tap: Tap, values: unknown): void {
    if (!Array.isArray(values)) throw new Error(`invalid array: ${String(values)}`)
    if (values.length > 0) writeExactLong(tap, values.length)
    for (const value of values) writeExactLong(tap, value)
    tap.buf[tap.pos++] = 0
  }
}

/** avsc type hook for nullable longs and lists of longs. */
export function longParts(schema: unknown, options: { readonly namespace?: string }): avro.Type | undefined {
  if (Array.isArray(schema)) {
    const [first, second] = schema as readonly unknown[]
    if (schema.length === 2 && first === 'null' && isLong(second))
      return new NullableLong(schema as never, options)
    return undefined
  }
  return isArrayOfLongs(schema) ? new LongArray(schema as never, options) : undefined
}

function isArrayOfLongs(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  const { type, items } = schema as { readonly type?: unknown; readonly items?: unknown }
  return type === 'array' && isLong(items)
}
