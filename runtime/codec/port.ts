import type { Type } from 'avsc'
import type { SchemaTypes } from '../../schemas/generated/events.ts'

/** A schema registry: in-process for the embedded log, Confluent-compatible over HTTP for Kafka. */
export interface SchemaRegistry {
  /**
   * Registers the schema under the subject, or finds it there, and returns its id.
   * @throws CodecError `incompatible` when it breaks BACKWARD_TRANSITIVE, `registryUnavailable`.
   */
  register(subject: string, schema: object): Promise<number>
  /** The writer schema of an id. @throws CodecError `unknownSchema`, `registryUnavailable`. */
  schema(id: number): Promise<object>
}

export type SchemaName = keyof SchemaTypes

/**
 * Confluent wire format: magic byte 0, 4-byte big-endian schema id, Avro body. Schemas are resolved
 * once per id; after that, encoding and decoding are synchronous.
 */
export interface Codec {
  /** Encoder of one topic's records; registers the schema on first use. */
  encoder<Name extends SchemaName>(topic: string, name: Name): Promise<Encoder<SchemaTypes[Name]>>
  /** Decoder to the reader schema compiled into this program. */
  decoder<Name extends SchemaName>(name: Name): Decoder<SchemaTypes[Name]>
  /** avsc type of the compiled-in schema (state snapshots, tools). */
  type(name: SchemaName): Type
}

export interface Encoder<T> {
  /** @throws CodecError `unencodable` naming the field. */
  encode(value: T): Buffer
}

export interface Decoder<T> {
  /** Makes every schema id in these values known; await it before decoding them. Resolves at once when all are. */
  prepare(values: Iterable<Uint8Array>): Promise<void>
  /**
   * @throws CodecError `wrongMagic`, `unknownSchema` (or not prepared), `undecodable`, `impossible` (it cannot be true),
   * `incompatible` (a newer program wrote it)
   */
  decode(value: Uint8Array): T
}
