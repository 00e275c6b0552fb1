import { subjectOf } from '../../runtime/codec/codec.ts'
import type { SchemaName, SchemaRegistry } from '../../runtime/codec/port.ts'
import { HEADER_BYTES, MAGIC_BYTE } from '../../runtime/codec/wire-format.ts'
import { CodecError } from '../../runtime/errors.ts'

/** Gives a value the id that its schema has in another registry. */
export type TranslateId = (topic: string, name: SchemaName, value: Uint8Array) => Promise<Uint8Array>

/**
 * Schema ids belong to a registry: where records move to another one, their schemas are registered there and the ids in
 * front of the values replaced. A value that is not in our wire format, or has an id that nobody knows, stays what it
 * is: it was a dead letter and becomes one again.
 */
export function translateIds(from: SchemaRegistry, to: SchemaRegistry): TranslateId {
  const known = new Map<string, number | undefined>()
  return async (topic, name, value) => {
    if (value.length < HEADER_BYTES || value[0] !== MAGIC_BYTE) return value
    const bytes = Buffer.from(value)
    const id = bytes.readUInt32BE(1)
    const subject = subjectOf(topic, name)
    const key = `${subject}/${id}`
    if (!known.has(key)) known.set(key, await idIn(from, to, subject, id))
    const translated = known.get(key)
    if (translated === undefined) return value
    bytes.writeUInt32BE(translated, 1)
    return bytes
  }
}

async function idIn(
  from: SchemaRegistry,
  to: SchemaRegistry,
  subject: string,
  id: number,
): Promise<number | undefined> {
  try {
    return await to.register(subject, await from.schema(id))
  } catch (error) {
    if (error instanceof CodecError && error.code === 'unknownSchema') return undefined
    throw error
  }
}
