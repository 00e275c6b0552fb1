import { createInProcessRegistry } from '../../../../runtime/codec/in-process-registry.ts'
import type { SchemaRegistry } from '../../../../runtime/codec/port.ts'
import type { Gate } from './gate.ts'

/** The registry of a simulated world, kept in memory, as one process sees it. */
export const registryBehind = (gate: Gate, registry: SchemaRegistry): SchemaRegistry => ({
  register: (subject, schema) =>
    gate.pass({ port: 'registry', operation: 'register' }, () => registry.register(subject, schema)),
  schema: (id) => gate.pass({ port: 'registry', operation: 'schema' }, () => registry.schema(id)),
})

export const memoryRegistry = (): SchemaRegistry => createInProcessRegistry()
