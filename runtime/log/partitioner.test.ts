import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyPartition, murmur2 } from './partitioner.ts'

describe('murmur2', () => {
  // Published vectors of Apache Kafka's UtilsTest.testMurmur2.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s equals the Java client', (key, hash) => {
    expect(murmur2(Buffer.from(key))).toBe(hash)
  })
})

describe('keyPartition', () => {
  it('clears the sign bit before taking the remainder', () => {
    expect(keyPartition('21', 16)).toBe((-973932308 & 0x7fffffff) % 16)
    expect(keyPartition('foobar', 7)).toBe((-790332482 & 0x7fffffff) % 7)
  })

  it('names an existing partition for every key, and always the same one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 64 }), (key, partitions) => {
        const partition = keyPartition(key, partitions)
        expect(partition).toBeGreaterThanOrEqual(0)
        expect(partition).toBeLessThan(partitions)
        expect(keyPartition(key, partitions)).toBe(partition)
      }),
    )
  })
})
