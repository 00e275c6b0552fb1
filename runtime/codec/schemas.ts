import { readdirSync, readFileSync } from 'node:fs'
import avro, { type Type } from 'avsc'
import { boundedCollections } from './bounded-collections.ts'
import { exactLongs } from './exact-long.ts'
import { longParts } from './long-parts.ts'
import type { SchemaName } from './port.ts'
import { repeatedStrings } from './repeated-string.ts'

const DIRECTORY = new URL('../../schemas/', import.meta.url)
const EXTENSION = '.avsc'

/** Every schema of schemas/*.avsc as it stands in its file, by file name. Read once. */
export const SCHEMAS: Readonly<Record<SchemaName, object>> = Object.fromEntries(
  readdirSync(DIRECTORY)
    .filter((file) => file.endsWith(EXTENSION))
    .sort()
    .map((file) => [file.slice(0, -EXTENSION.length), parseSchema(readFileSync(new URL(file, DIRECTORY)))]),
) as Record<SchemaName, object>

export function parseSchema(text: Uint8Array): object {
  return JSON.parse(Buffer.from(text).toString('utf8')) as object
}

/** avsc type of a schema: longs are exact, lists bounded, repeated strings cheap, decoded records are plain, without the methods avsc would add. */
export function avroType(schema: object): Type {
  return avro.Type.forSchema(schema as Parameters<typeof avro.Type.forSchema>[0], {
    omitRecordMethods: true,
    typeHook: (part, options) =>
      exactLongs(part) ??
      longParts(part, options) ??
      boundedCollections(part, options) ??
      repeatedStrings(part),
  })
}

/** The schema without attributes that only our own tools read (`brand`), as registries get it. */
export function registrable(schema: object): object {
  return JSON.parse(JSON.stringify(schema, (key, value: unknown) => (key === 'brand' ? undefined : value)))
}
