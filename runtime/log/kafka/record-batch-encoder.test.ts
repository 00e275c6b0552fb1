import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredRecord } from '../port.ts'
import { recordBatches } from './record-batch.ts'
import { encodeRecordBatch } from './record-batch-encoder.ts'

interface TheirBatch {
  readonly records: readonly {
    readonly offset: string
    readonly timestamp: string
    readonly key: Buffer | null
    readonly value: Buffer | null
    readonly headers: Readonly<Record<string, Buffer>>
  }[]
}
const require = createRequire(import.meta.url)
const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => object
const decodeBatch = require('kafkajs/src/protocol/recordBatch/v0/decoder') as (
  decoder: object,
) => Promise<TheirBatch>

const bytes = fc.uint8Array({ maxLength: 300 }).map((content) => Buffer.from(content))
const name = fc.string({ minLength: 1, maxLength: 150 }).filter((text) => !(text in {}))
const record = fc.record(
  {
    key: fc.option(bytes),
    value: fc.option(bytes),
    timestamp: fc.integer({ min: 0, max: 2 ** 43 }).map(String),
    headers: fc.dictionary(name, fc.string({ unit: 'grapheme', maxLength: 100 }), { maxKeys: 3 }),
  },
  { requiredKeys: ['key', 'value', 'timestamp'] },
)
const batch = fc.record({
  records: fc.array(record, { minLength: 1, maxLength: 150 }),
  producerId: fc.nat({ max: 2 ** 40 }).map(String),
  producerEpoch: fc.nat({ max: 2 ** 15 - 1 }),
  firstSequence: fc.nat({ max: 2 ** 31 - 1 }),
  transactional: fc.boolean(),
})

describe('encodeRecordBatch', () => {
  it('writes what kafkajs reads', async () => {
    await fc.assert(
      fc.asyncProperty(batch, async (written) => {
        const { records, ...read } = await decodeBatch(new Decoder(encodeRecordBatch(written)))
        const { producerId, producerEpoch, firstSequence, transactional: inTransaction } = written
        expect(read).toMatchObject({
          producerId,
          producerEpoch,
          firstSequence,
          inTransaction,
          isControlBatch: false,
          lastOffsetDelta: written.records.length - 1,
          maxTimestamp: String(Math.max(...written.records.map(({ timestamp }) => Number(timestamp)))),
        })
        expect(
          records.map(({ offset, timestamp, key, value, headers }) => {
            const texts = Object.entries(headers).map(([name, text]) => [name, text.toString()])
            return { offset, timestamp, key, value, headers: Object.fromEntries(texts) }
          }),
        ).toEqual(written.records.map((record, n) => ({ headers: {}, ...record, offset: String(n) })))
      }),
      { numRuns: 200 },
    )
  })

  it('puts down the checksum that readers look for', async () => {
    const records = [{ key: Buffer.from('k'), value: null, timestamp: '7' }]
    const written = { records, producerId: '1', producerEpoch: 0, firstSequence: 0, transactional: true }
    const [batch] = await recordBatches(encodeRecordBatch(written), 't/0')
    const read: StoredRecord[] = []
    batch!.read(0, read, 10, 7)
    expect(read).toEqual([{ offset: 0, key: 'k', value: null, timestamp: 7 }])
  })

  it('dates records without a time of their own now', async () => {
    const before = Date.now()
    const written = { producerId: '1', producerEpoch: 0, firstSequence: 0, transactional: false }
    const encoded = encodeRecordBatch({ ...written, records: [{ key: null, value: null }] })
    const { records } = await decodeBatch(new Decoder(encoded))
    expect(Number(records[0]!.timestamp)).toBeGreaterThanOrEqual(before)
    expect(Number(records[0]!.timestamp)).toBeLessThanOrEqual(Date.now())
  })
})
