import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredRecord } from '../port.ts'
import { isOldFormat, recordBatches } from './record-batch.ts'

/** kafkajs' own encoder and decoder, which we are to agree with. */
interface Encoded {
  readonly buffer: Buffer
}
interface TheirRecord {
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer | Buffer[] | null>>
  readonly isControlRecord: boolean
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean }
}
type Constructor = new (
  ...args: readonly unknown[]
) => { writeInt32(value: number): { writeBuffer: (bytes: Buffer) => Encoded } }
const require = createRequire(import.meta.url)
const protocol = 'kafkajs/src/protocol'
const { RecordBatch } = require(`${protocol}/recordBatch/v0`) as {
  RecordBatch(batch: Readonly<Record<string, unknown>>): Promise<Encoded>
}
const encodeRecord = require(`${protocol}/recordBatch/record/v0`) as (record: object) => Encoded
const theirCrc = require(`${protocol}/recordBatch/crc32C`) as (bytes: Buffer) => number
const Decoder = require(`${protocol}/decoder`) as Constructor
const decodeMessages = require(`${protocol}/requests/fetch/v4/decodeMessages`) as (
  decoder: object,
) => Promise<readonly TheirRecord[]>

const CONTROL = 0x20
const ALL = Number.POSITIVE_INFINITY
const LAST = Number.POSITIVE_INFINITY
const AT_CRC = 17
const AT_ATTRIBUTES = 21

const bytes = fc.uint8Array({ maxLength: 300 }).map((content) => Buffer.from(content))
const header = fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 1, maxLength: 3 }))
/** Names that every object has, as `valueOf`, confuse kafkajs. */
const headerName = fc.string({ minLength: 1 }).filter((name) => !(name in {}))
const recordArbitrary = fc.record({
  key: fc.option(fc.string({ unit: 'grapheme', maxLength: 70 })),
  value: fc.option(bytes),
  timestampDelta: fc.oneof(
    fc.integer({ min: -1_000, max: 1_000 }),
    fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
  ),
  skipped: fc.nat({ max: 3 }),
  headers: fc.dictionary(headerName, header, { maxKeys: 3 }),
})
const batchArbitrary = fc.record({
  records: fc.array(recordArbitrary, { maxLength: 20 }),
  holeBefore: fc.nat({ max: 2 ** 33 }),
  holeAtEnd: fc.nat({ max: 5 }),
  firstTimestamp: fc.nat({ max: 2 ** 42 }),
  gzip: fc.boolean(),
  transactional: fc.boolean(),
  control: fc.boolean(),
  producerId: fc.integer({ min: -1, max: 2 ** 40 }),
})
type Batch = typeof batchArbitrary extends fc.Arbitrary<infer T> ? T : never

/** A batch as kafkajs writes it; what only brokers set, control flag and first offset, is put in afterwards. */
async function encode(batch: Batch, firstOffset: number): Promise<{ bytes: Buffer; next: number }> {
  let delta = -1
  const records = batch.records.map(({ key, skipped, ...record }) => {
    delta += 1 + skipped
    return encodeRecord({ ...record, key: key === null ? null : Buffer.from(key), offsetDelta: delta })
  })
  const lastOffsetDelta = Math.max(delta, 0) + batch.holeAtEnd
  const { buffer } = await RecordBatch({
    compression: batch.gzip ? 1 : 0,
    firstTimestamp: batch.firstTimestamp,
    maxTimestamp: batch.firstTimestamp,
    lastOffsetDelta,
    transactional: batch.transactional,
    producerId: batch.producerId,
    records,
  })
  const encoded = Buffer.from(buffer)
  encoded.writeBigInt64BE(BigInt(firstOffset))
  if (batch.control) {
    encoded.writeInt16BE(encoded.readInt16BE(AT_ATTRIBUTES) | CONTROL, AT_ATTRIBUTES)
    encoded.writeUInt32BE(theirCrc(encoded.subarray(AT_ATTRIBUTES)), AT_CRC)
  }
  return { bytes: encoded, next: firstOffset + lastOffsetDelta + 1 }
}

async function encodeAll(batches: readonly Batch[]): Promise<Buffer[]> {
  const encoded: Buffer[] = []
  let next = 0
  for (const batch of batches) {
    const { bytes, next: after } = await encode(batch, next + batch.holeBefore)
    encoded.push(bytes)
    next = after
  }
  return encoded
}

/** kafkajs' decoding of the same bytes, in our shape. */
async function theirs(encoded: Buffer): Promise<object[]> {
  const message = Buffer.alloc(4 + encoded.length)
  message.writeInt32BE(encoded.length)
  encoded.copy(message, 4)
  return (await decodeMessages(new Decoder(message))).map(({ batchContext, isControlRecord, ...record }) => {
    const names = Object.keys(record.headers)
    return {
      offset: Number(record.offset),
      key: record.key?.toString() ?? '',
      value: record.value,
      timestamp: Number(record.timestamp),
      ...(names.length === 0
        ? {}
        : { headers: Object.fromEntries(names.map((name) => [name, String(record.headers[name] ?? '')])) }),
      isControl: isControlRecord,
      producerId: Number(batchContext.producerId),
      inTransaction: batchContext.inTransaction,
    }
  })
}

async function ours(encoded: Buffer): Promise<object[]> {
  return (await recordBatches(encoded, 't/0')).flatMap(({ read, isControl, producerId, inTransaction }) => {
    const records: StoredRecord[] = []
    read(0, records, ALL, LAST)
    return records.map((record) => ({ ...record, isControl, producerId, inTransaction }))
  })
}

const SAMPLE: Batch = {
  records: [3, 4].map((n) => ({
    key: `k${n}`,
    value: Buffer.from([n]),
    timestampDelta: n,
    skipped: 0,
    headers: {},
  })),
  holeBefore: 0,
  holeAtEnd: 4,
  firstTimestamp: 1_000,
  gzip: false,
  transactional: true,
  control: false,
  producerId: 5,
}

describe('recordBatches', () => {
  it('reads what kafkajs reads, also where the answer is cut off', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(batchArbitrary, { maxLength: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (batches, cut) => {
          const all = Buffer.concat(await encodeAll(batches))
          expect(await ours(all)).toEqual(await theirs(all))
          const part = all.subarray(0, Math.floor(all.length * cut))
          // kafkajs cannot take less than a batch's frame.
          if (part.length > 17) expect(await ours(part)).toEqual(await theirs(part))
          else expect(await ours(part)).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  it('gives records from an offset on, and the end of the batch as it was written', async () => {
    const { bytes } = await encode(SAMPLE, 7)
    const [batch] = await recordBatches(bytes, 't/0')
    const records: StoredRecord[] = []
    batch!.read(8, records, ALL, LAST)
    expect(records).toEqual([{ offset: 8, key: 'k4', value: Buffer.from([4]), timestamp: 1_004 }])
    expect(batch).toMatchObject({ firstOffset: 7, lastOffset: 12, producerId: 5, inTransaction: true })
  })

  it('takes the time of writing where the topic has that', async () => {
    const { bytes } = await encode(SAMPLE, 0)
    bytes.writeInt16BE(bytes.readInt16BE(AT_ATTRIBUTES) | 0x08, AT_ATTRIBUTES)
    bytes.writeBigInt64BE(99n, 35)
    bytes.writeUInt32BE(theirCrc(bytes.subarray(AT_ATTRIBUTES)), AT_CRC)
    expect(await ours(bytes)).toMatchObject([{ timestamp: 99 }, { timestamp: 99 }])
  })

  it('refuses every batch of which a bit has changed', async () => {
    const { bytes } = await encode(SAMPLE, 7)
    for (let at = AT_CRC; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes)
      damaged[at]! ^= 1
      await expect(recordBatches(damaged, 't/0')).rejects.toMatchObject({
        code: 'corrupt',
        message: 'Record batch at t/0, offset 7: checksum differs.',
      })
    }
  })

  it('names a compression that no codec is registered for', async () => {
    const { bytes } = await encode(SAMPLE, 7)
    bytes.writeInt16BE(4, AT_ATTRIBUTES)
    bytes.writeUInt32BE(theirCrc(bytes.subarray(AT_ATTRIBUTES)), AT_CRC)
    await expect(recordBatches(bytes, 't/0')).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('t/0, offset 7: ZSTD compression not implemented'),
    })
  })

  it('stops before records of an older format', async () => {
    const [first, second] = await encodeAll([SAMPLE, SAMPLE])
    second![16] = 1
    expect(isOldFormat(second!)).toBe(true)
    expect(await ours(Buffer.concat([first!, second!]))).toEqual(await ours(first!))
  })
})
