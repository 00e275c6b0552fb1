import { CodecError } from '../errors.ts'

/** Confluent wire format: magic byte, schema id as 4 big-endian bytes, Avro body. */
export const MAGIC_BYTE = 0
export const HEADER_BYTES = 5

/** @throws CodecError `wrongMagic` */
export function schemaIdOf(value: Buffer): number {
  if (value.length < HEADER_BYTES || value[0] !== MAGIC_BYTE) {
    throw new CodecError(
      'wrongMagic',
      `Value of ${value.length} bytes starting with 0x${value.toString('hex', 0, HEADER_BYTES)} is not in ` +
        'Confluent wire format (byte 0, 4-byte schema id, Avro body): was it written by another serialiser?',
    )
  }
  return value.readUInt32BE(1)
}

export function asBuffer(value: Uint8Array): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}
