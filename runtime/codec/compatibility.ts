import { avroType } from './schemas.ts'

/**
 * Why data written with `writer` cannot be read with `reader`, or undefined when they can.
 * Avro's own resolution rules, checked by building the resolver that would read them.
 */
export function unreadable(reader: object, writer: object): string | undefined {
  try {
    avroType(reader).createResolver(avroType(writer))
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * BACKWARD_TRANSITIVE: a new schema must read what every earlier one wrote.
 * Returns the first violation, naming the earlier version by its label.
 */
export function backwardTransitiveViolation(
  schema: object,
  earlier: Iterable<readonly [label: string, schema: object]>,
): string | undefined {
  for (const [label, writer] of earlier) {
    const reason = unreadable(schema, writer)
    if (reason !== undefined) return `it cannot read data of ${label}: ${reason}`
  }
  return undefined
}
