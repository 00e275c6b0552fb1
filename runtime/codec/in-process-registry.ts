import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { CodecError } from '../errors.ts'
import { backwardTransitiveViolation } from './compatibility.ts'
import type { SchemaRegistry } from './port.ts'

interface Registered {
  /** Schema by id. */
  readonly schemas: Record<string, object>
  /** Ids of a subject's versions, oldest first. */
  readonly subjects: Record<string, number[]>
}

/**
 * The registry of the embedded mode, kept in `<home>/schemas.json` (without a home: in memory). An id is
 * made from the schema's content, so two installations give the same schema the same id whatever the order
 * in which they met it. Other processes may read the file while one writes it.
 */
export function createInProcessRegistry(home?: string): SchemaRegistry {
  const path = home === undefined ? undefined : join(home, 'schemas.json')
  let registered: Registered = load(path) ?? { schemas: {}, subjects: {} }
  const refresh = (): void => {
    registered = load(path) ?? registered
  }

  return {
    async register(subject, schema) {
      refresh()
      const versions = registered.subjects[subject] ?? []
      const id = idFor(schema, registered.schemas)
      if (versions.includes(id)) return id
      const violation = backwardTransitiveViolation(
        schema,
        versions.map((version) => [`schema id ${version}`, registered.schemas[version]!] as const),
      )
      if (violation !== undefined) {
        throw new CodecError(
          'incompatible',
          `The new schema of subject ${subject} is not BACKWARD_TRANSITIVE: ${violation}. ` +
            'Give new fields a default and keep names, types and enum symbols.',
        )
      }
      registered = {
        schemas: { ...registered.schemas, [id]: schema },
        subjects: { ...registered.subjects, [subject]: [...versions, id] },
      }
      if (path !== undefined) save(path, registered)
      return id
    },

    async schema(id) {
      if (registered.schemas[id] === undefined) refresh()
      const schema = registered.schemas[id]
      if (schema === undefined) {
        throw new CodecError('unknownSchema', `Schema id ${id} is not in ${path ?? 'this process'}.`)
      }
      return schema
    },
  }
}

/** First 31 bits of the content's hash, or the next free number after them. */
function idFor(schema: object, schemas: Registered['schemas']): number {
  const text = JSON.stringify(schema)
  let id = createHash('sha256').update(text).digest().readUInt32BE(0) >>> 1
  while (schemas[id] !== undefined && JSON.stringify(schemas[id]) !== text) id += 1
  return id
}

function load(path: string | undefined): Registered | undefined {
  if (path === undefined) return undefined
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new CodecError('registryUnavailable', `Cannot read ${path}.`, { cause: error })
  }
  try {
    return JSON.parse(text) as Registered
  } catch (cause) {
    throw new CodecError('registryUnavailable', `${path} is damaged: restore it from a backup.`, { cause })
  }
}

function save(path: string, registered: Registered): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    mkdirSync(join(path, '..'), { recursive: true })
    const file = openSync(temporary, 'w')
    writeSync(file, `${JSON.stringify(registered, null, 1)}\n`)
    fsyncSync(file)
    closeSync(file)
    renameSync(temporary, path)
  } catch (cause) {
    throw new CodecError('registryUnavailable', `Cannot write ${path}.`, { cause })
  }
}
