import avro from 'avsc'
import { blockLength } from './block-length.ts'
import type { Tap } from './exact-long.ts'

/** What avsc's own types have for their parts, beside what its declarations show. */
interface Part {
  _read(tap: Tap): unknown
  _skip(tap: Tap): void
}

/** Arrays and maps as avsc's own, except that they do not believe what a value says of its own length. */
class BoundedArray extends avro.types.ArrayType {
  _read(tap: Tap): unknown[] {
    const items = this.itemsType as unknown as Part
    const values: unknown[] = []
    for (let more = blockLength(tap); more > 0; more = blockLength(tap))
      for (let at = 0; at < more; at += 1) values.push(items._read(tap))
    return values
  }

  _skip(tap: Tap): void {
    const items = this.itemsType as unknown as Part
    for (let more = blockLength(tap); more > 0; more = blockLength(tap))
      for (let at = 0; at < more; at += 1) items._skip(tap)
  }
}

const TEXT = avro.Type.forSchema('string') as unknown as Part

class BoundedMap extends avro.types.MapType {
  _read(tap: Tap): Record<string, unknown> {
    const values = this.valuesType as unknown as Part
    const map: Record<string, unknown> = {}
    for (let more = blockLength(tap); more > 0; more = blockLength(tap))
      for (let at = 0; at < more; at += 1) map[keyOf(tap)] = values._read(tap)
    return map
  }

  _skip(tap: Tap): void {
    const values = this.valuesType as unknown as Part
    for (let more = blockLength(tap); more > 0; more = blockLength(tap))
      for (let at = 0; at < more; at += 1) {
        TEXT._skip(tap)
        values._skip(tap)
      }
  }
}

/** Assigned, this key would change what the map inherits. */
const PROTOTYPE = '__proto__'

function keyOf(tap: Tap): string {
  const key = TEXT._read(tap) as string
  if (key === PROTOTYPE) throw new Error(`a map with the key "${PROTOTYPE}"`)
  return key
}

/** avsc type hook for arrays and maps. */
export function boundedCollections(
  schema: unknown,
  options: { readonly namespace?: string },
): avro.Type | undefined {
  if (typeof schema !== 'object' || schema === null || !('type' in schema)) return undefined
  if (schema.type === 'array') return new BoundedArray(schema as never, options)
  return schema.type === 'map' ? new BoundedMap(schema as never, options) : undefined
}
