import type { Resolver, Type } from 'avsc'
import { CodecError } from '../errors.ts'
import type { Decoder, SchemaRegistry } from './port.ts'
import { avroType } from './schemas.ts'
import { asBuffer, HEADER_BYTES, MAGIC_BYTE, schemaIdOf } from './wire-format.ts'

/** How values of one writer schema are read: as they are, through a resolver, or not at all. */
type Reading =
  | { readonly kind: 'same' }
  | { readonly kind: 'resolved'; readonly resolver: Resolver }
  | { readonly kind: 'incompatible'; readonly reason: string; readonly sameRecord: boolean }

type Incompatible = Extract<Reading, { readonly kind: 'incompatible' }>

/** Says what is impossible in a decoded record; undefined where nothing is. */
export type FaultFinder = (record: object) => string | undefined

/** Decodes to the reader type; the writer schema of each id is fetched and resolved once. */
export function createDecoder<T>(
  reader: Type,
  registry: SchemaRegistry,
  faultOf: FaultFinder = () => undefined,
): Decoder<T> {
  const readings = new Map<number, Reading>()
  // Consecutive values nearly always share their schema: one comparison instead of a map look-up.
  let lastId = -1
  let lastReading: Reading | undefined

  const readingOf = (id: number): Reading | undefined => {
    if (id !== lastId || lastReading === undefined) {
      lastReading = readings.get(id)
      lastId = id
    }
    return lastReading
  }

  return {
    async prepare(values) {
      const missing = new Set<number>()
      for (const value of values) {
        const buffer = asBuffer(value)
        if (buffer.length < HEADER_BYTES || buffer[0] !== MAGIC_BYTE) continue
        const id = buffer.readUInt32BE(1)
        if (readingOf(id) === undefined) missing.add(id)
      }
      for (const id of missing) {
        const schema = await writerSchema(registry, id)
        if (schema !== undefined) readings.set(id, readingFor(reader, schema))
      }
    },

    decode(value) {
      const buffer = asBuffer(value)
      const id = schemaIdOf(buffer)
      const reading = readingOf(id)
      if (reading === undefined) {
        throw new CodecError(
          'unknownSchema',
          `Schema id ${id} is unknown: the registry does not hold it, or prepare() was not awaited.`,
        )
      }
      if (reading.kind === 'incompatible') throw incompatible(reader, id, reading)
      const record = decodeBody(reader, buffer, id, reading)
      const fault = faultOf(record as object)
      if (fault === undefined) return record as T
      throw new CodecError('impossible', `${reader.name} cannot be true: ${fault}. Correct what wrote it.`)
    },
  }
}

/** An unknown id is the fault of single records, found again when they are decoded: it stops nothing here. */
async function writerSchema(registry: SchemaRegistry, id: number): Promise<object | undefined> {
  try {
    return await registry.schema(id)
  } catch (error) {
    if (error instanceof CodecError && error.code === 'unknownSchema') return undefined
    throw error
  }
}

function readingFor(reader: Type, schema: object): Reading {
  let writer: Type | undefined
  try {
    writer = avroType(schema)
    if (reader.equals(writer)) return { kind: 'same' }
    return { kind: 'resolved', resolver: reader.createResolver(writer) }
  } catch (error) {
    return { kind: 'incompatible', reason: messageOf(error), sameRecord: writer?.name === reader.name }
  }
}

/** The same record in a schema that this program cannot read comes from a newer one; any other was written by mistake. */
function incompatible(reader: Type, id: number, { reason, sameRecord }: Incompatible): CodecError {
  if (!sameRecord) return undecodable(reader, id, reason)
  return new CodecError(
    'incompatible',
    `Schema id ${id} is a ${reader.name} that this program cannot read: ${reason}. A newer version wrote it: run that one.`,
  )
}

function decodeBody(reader: Type, buffer: Buffer, id: number, reading: Reading): unknown {
  const resolver = reading.kind === 'resolved' ? reading.resolver : undefined
  let decoded: { value: unknown; offset: number }
  try {
    decoded = reader.decode(buffer, HEADER_BYTES, resolver)
  } catch (cause) {
    throw undecodable(reader, id, messageOf(cause), cause)
  }
  if (decoded.offset === buffer.length) return decoded.value
  throw undecodable(
    reader,
    id,
    decoded.offset < 0 ? 'truncated' : `${buffer.length - decoded.offset} bytes too many`,
  )
}

function undecodable(reader: Type, id: number, reason: string, cause?: unknown): CodecError {
  return new CodecError(
    'undecodable',
    `Value of schema id ${id} cannot be read as ${reader.name}: ${reason}`,
    {
      cause,
    },
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
