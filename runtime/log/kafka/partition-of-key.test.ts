import fc from 'fast-check'
import { Partitioners } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { keyPartition } from '../partitioner.ts'

describe('partition of a key', () => {
  it('is the one that kafkajs and every Java client choose', () => {
    const partitioner = Partitioners.DefaultPartitioner()
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 200 }),
        (key, partitions) => {
          const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
            partitionId,
            leader: 1,
            partitionErrorCode: 0,
            replicas: [],
            isr: [],
          }))
          const chosen = partitioner({ topic: 't', partitionMetadata, message: { key, value: null } })
          expect(keyPartition(key, partitions)).toBe(chosen)
        },
      ),
    )
  })
})
