import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CommittedRecords } from './fetched-partition.ts'
import type { FetchedBatch } from './record-batch.ts'
import { takeInTime } from './take-in-time.ts'

/** A partition with a record at each of these times, in record batches of so many. */
function partitionOf(partition: number, times: readonly number[], batchSize = 3): CommittedRecords {
  const batches = Array.from({ length: Math.ceil(times.length / batchSize) }, (_, at): FetchedBatch => {
    const firstOffset = at * batchSize
    const left = times.slice(firstOffset, firstOffset + batchSize)
    const lastOffset = firstOffset + left.length - 1
    return {
      firstOffset,
      lastOffset,
      producerId: 1,
      inTransaction: false,
      isControl: false,
      peek: () => left[0],
      read: (_, records, count, until) => {
        while (left.length > 0 && left[0]! <= until && records.length < count) {
          const offset = lastOffset - left.length + 1
          records.push({ offset, key: '', value: null, timestamp: left.shift()! })
        }
      },
    }
  })
  return new CommittedRecords({ topic: 't', partition, abortedTransactions: [], batches }, 0)
}

/** What comes poll by poll, as [partition, time]. */
function polls(partitions: readonly CommittedRecords[], maxRecords: number): [number, number][][] {
  const said: [number, number][][] = []
  for (
    let left = partitions;
    left.length > 0;
    left = left.filter((partition) => partition.peek() !== undefined)
  )
    said.push(
      takeInTime(left, maxRecords).flatMap(({ partition, records }) =>
        records.map(({ timestamp }): [number, number] => [partition, timestamp]),
      ),
    )
  return said
}

describe('takeInTime', () => {
  it('takes a sparse partition along with a dense one, no further', () => {
    const dense = partitionOf(0, [1, 2, 3, 4, 5, 6, 7, 8])
    const sparse = partitionOf(1, [2, 4, 6, 8, 9, 10, 11, 12])
    expect(polls([dense, sparse], 8).slice(0, 2)).toEqual([
      [...[1, 2, 3, 4].map((time) => [0, time]), ...[2, 4].map((time) => [1, time])],
      [...[5, 6, 7, 8].map((time) => [0, time]), ...[6, 8].map((time) => [1, time])],
    ])
  })

  it('gives one partition all the room', () => {
    expect(polls([partitionOf(0, [1, 2, 3, 4, 5])], 4)).toEqual([
      [1, 2, 3, 4].map((time) => [0, time]),
      [[0, 5]],
    ])
  })

  it('gives every record once, in its partition’s order, never too many, whatever the times', () => {
    const times = fc.array(fc.nat({ max: 50 }), { maxLength: 40 })
    fc.assert(
      fc.property(
        fc.array(times, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 4, max: 30 }),
        fc.integer({ min: 1, max: 7 }),
        (partitions, maxRecords, batchSize) => {
          const said = polls(
            partitions.map((own, at) => partitionOf(at, own, batchSize)),
            maxRecords,
          )
          for (const poll of said) expect(poll.length).toBeLessThanOrEqual(maxRecords)
          partitions.forEach((own, at) => {
            const came = said.flat().filter(([partition]) => partition === at)
            expect(came.map(([, time]) => time)).toEqual(own)
          })
        },
      ),
    )
  })

  it('hands out where a partition without records goes on', () => {
    const nothing = new CommittedRecords(
      { topic: 't', partition: 1, abortedTransactions: [], batches: [] },
      7,
    )
    expect(takeInTime([nothing], 10)).toEqual([{ topic: 't', partition: 1, records: [], nextOffset: 7 }])
  })
})
