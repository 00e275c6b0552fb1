import { crc32 } from 'node:zlib'
import { LogError } from '../../../runtime/errors.ts'

/** Begins an entry that carries a checksum; entries of older versions begin with text, gzip or a short length. */
const SEAL = 0xff
/** The seal and a CRC-32 of what follows, little-endian. */
const HEADER_BYTES = 5

/** An entry of the sources' state as it goes to the log. */
export function sealed(value: Uint8Array): Buffer {
  const entry = Buffer.allocUnsafe(HEADER_BYTES + value.length)
  entry.writeUInt8(SEAL)
  entry.writeUInt32LE(crc32(value), 1)
  entry.set(value, HEADER_BYTES)
  return entry
}

/**
 * The entry that was sealed. Nothing damaged is worked with: a ledger that lost a bar would publish it twice.
 * @throws LogError `corrupt`
 */
export function unsealed(key: string, entry: Uint8Array): Uint8Array {
  if (isOfOlderVersion(entry)) return entry
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength)
  const value = bytes.subarray(HEADER_BYTES)
  if (bytes[0] === SEAL && bytes.length >= HEADER_BYTES && crc32(value) === bytes.readUInt32LE(1))
    return value
  throw new LogError(
    'corrupt',
    `What ingest remembers of ${key} is damaged in the event log: its checksum differs. Restore a backup of the log, ` +
      'or take the sources into a new PULSE_HOME.',
  )
}

/** JSON, gzip (0x1f), or a ledger, which begins with the length of a symbol; none is a seal with a wrong bit. */
const isOfOlderVersion = ([first]: Uint8Array): boolean =>
  first === undefined || first <= 0x1f || '{["0123456789nt'.includes(String.fromCharCode(first))
