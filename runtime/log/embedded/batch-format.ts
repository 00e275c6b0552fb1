/**
 * A record batch on disk, little-endian:
 *
 *     0 u32 length of the batch, this header included
 *     4 u32 CRC-32 of everything after this field
 *     8 f64 offset of the first record
 *    16 u32 number of records
 *    20 f64 greatest event time (epoch ms)
 *    28 u32 format version
 *    32     records
 *
 * A record: f64 event time, u32 value length, u16 key length, u8 flags, key, [u32 length, headers as
 * JSON], value.
 */
export const HEADER_BYTES = 32
export const FORMAT_VERSION = 1
export const AT_LENGTH = 0
export const AT_CRC = 4
export const AT_BASE_OFFSET = 8
export const AT_COUNT = 16
export const AT_MAX_TIMESTAMP = 20
export const AT_VERSION = 28
/** Where the checksummed part begins. */
export const CHECKED_FROM = 8

export const RECORD_HEADER_BYTES = 15
export const RECORD_VALUE_LENGTH = 8
export const RECORD_KEY_LENGTH = 12
export const RECORD_FLAGS = 14
export const FLAG_NULL = 1
export const FLAG_HEADERS = 2
export const HEADERS_LENGTH_BYTES = 4

/** A batch is closed once it has grown to this size: the unit of checking, and the least that is read. */
export const BATCH_BYTES = 256 * 1024
