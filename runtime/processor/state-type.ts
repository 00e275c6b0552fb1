import type { Type } from 'avsc'
import type { SchemaName } from '../codec/port.ts'
import { avroType, SCHEMAS } from '../codec/schemas.ts'

type FieldType = 'string' | 'int' | 'long' | 'double' | 'boolean'

/** Avro type of a state store's values; a trailing `?` makes a field nullable. */
export function stateType(name: string, fields: Readonly<Record<string, FieldType | `${FieldType}?`>>): Type {
  return avroType({
    type: 'record',
    name,
    fields: Object.entries(fields).map(([field, type]) => ({
      name: field,
      type: type.endsWith('?') ? ['null', type.slice(0, -1)] : type,
    })),
  })
}

/** Avro type of a store that keeps events as they came. */
export const eventStateType = (schema: SchemaName): Type => avroType(SCHEMAS[schema])
