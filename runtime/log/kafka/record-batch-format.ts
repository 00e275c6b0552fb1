/** Where the fields of a record batch stand (Kafka protocol guide, "Record Batch"; message format 2). */
export const FIELDS = {
  firstOffset: 0,
  /** Of what follows this field. */
  length: 8,
  afterLength: 12,
  format: 16,
  crc: 17,
  /** From here on the checksum covers everything. */
  attributes: 21,
  lastOffsetDelta: 23,
  firstTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  firstSequence: 53,
  count: 57,
} as const
export const HEADER_BYTES = 61

export const FORMAT = 2

/** Bits of the attributes. */
export const ATTRIBUTES = {
  compression: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
} as const
