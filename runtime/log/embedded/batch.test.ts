import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogError } from '../../errors.ts'
import { encodeKey } from '../partitioner.ts'
import type { OutgoingRecord, StoredRecord } from '../port.ts'
import { RunEncoder, seal } from './batch-encoder.ts'
import { BATCH_BYTES } from './batch-format.ts'
import { BatchCursor, batchFault, batchLength } from './batch-parser.ts'

const record = fc.record(
  {
    topic: fc.constant('t'),
    key: fc.string({ unit: 'grapheme', maxLength: 80 }),
    value: fc.option(fc.uint8Array({ maxLength: 300 })),
    timestamp: fc.integer({ min: 0, max: 4_102_444_800_000 }),
    headers: fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 3 }),
  },
  { requiredKeys: ['topic', 'key', 'value', 'timestamp'] },
)

function encode(records: readonly OutgoingRecord[], baseOffset: number): Buffer {
  const encoder = new RunEncoder()
  for (const one of records) encoder.add(one, encodeKey(one.key))
  const run = encoder.encode()
  seal(run, baseOffset)
  return run.bytes
}

function decode(bytes: Buffer, step = Number.POSITIVE_INFINITY, from = 0): StoredRecord[] {
  const records: StoredRecord[] = []
  for (let at = 0; at < bytes.length; at += batchLength(bytes, at)) {
    expect(batchFault(bytes, at, batchLength(bytes, at))).toBeUndefined()
    const cursor = new BatchCursor(bytes, at)
    cursor.skipTo(from)
    while (cursor.left > 0) cursor.take(step, records)
  }
  return records
}

const expected = (records: readonly OutgoingRecord[], baseOffset: number) =>
  records.map(({ key, value, timestamp, headers }, i) => ({
    offset: baseOffset + i,
    key: Buffer.from(key).toString(),
    value: value === null ? null : Buffer.from(value),
    timestamp,
    ...(headers === undefined ? {} : { headers: { ...headers } }),
  }))

describe('record batches', () => {
  it('give back every record, in any steps, from any offset', () => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 2 ** 45 }),
        fc.integer({ min: 1, max: 70 }),
        fc.nat(60),
        (records, base, step, skip) => {
          const found = decode(encode(records, base), step, base + skip)
          expect(found).toEqual(expected(records, base).slice(skip))
        },
      ),
    )
  })

  it('are closed at their size, so that a large commit is read piece by piece', () => {
    const value = Buffer.alloc(1000, 1)
    const records = Array.from({ length: 1000 }, (_, i) => ({
      topic: 't',
      key: `k${i}`,
      value,
      timestamp: i,
    }))
    const bytes = encode(records, 7)
    const lengths: number[] = []
    for (let at = 0; at < bytes.length; at += lengths.at(-1)!) lengths.push(batchLength(bytes, at))
    expect(lengths.length).toBe(4)
    expect(Math.max(...lengths)).toBeLessThan(BATCH_BYTES + 1100)
    expect(decode(bytes)).toHaveLength(1000)
  })

  it('show every flipped bit', () => {
    const bytes = encode([{ topic: 't', key: '600519.SH', value: Buffer.from('v'), timestamp: 1 }], 3)
    for (let bit = 32; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      expect(batchFault(bytes, 0, bytes.length)).toBeDefined()
      bytes[bit >> 3]! ^= 1 << (bit & 7)
    }
    expect(batchFault(bytes, 0, bytes.length)).toBeUndefined()
  })

  it('refuse a record or a key beyond the limit', () => {
    const add = (key: string, size: number) => () =>
      new RunEncoder().add({ topic: 't', key, value: Buffer.alloc(size), timestamp: 1 }, encodeKey(key))
    expect(add('k', 999_900)).not.toThrow()
    expect(add('k', 1_000_000)).toThrow(LogError)
    expect(add('k'.repeat(65_536), 1)).toThrow(LogError)
  })
})
