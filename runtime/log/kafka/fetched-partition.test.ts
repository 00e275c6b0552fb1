import { describe, expect, it } from 'vitest'
import type { RecordBatch } from '../port.ts'
import { CommittedRecords, type FetchedPartition } from './fetched-partition.ts'
import type { FetchedBatch } from './record-batch.ts'

const A = 11
const B = 12

/** A batch with a record at each of these offsets. */
function batch(
  offsets: readonly number[],
  producerId: number,
  rest: Partial<FetchedBatch> = {},
): FetchedBatch & { readonly left: number[] } {
  const left = [...offsets]
  return {
    firstOffset: offsets[0]!,
    lastOffset: offsets.at(-1)!,
    producerId,
    inTransaction: true,
    isControl: false,
    left,
    peek: (from) => {
      while (left.length > 0 && left[0]! < from) left.shift()
      return left[0]
    },
    read: (_, records, count, until) => {
      while (left.length > 0 && left[0]! <= until && records.length < count) {
        const offset = left.shift()!
        records.push({ offset, key: `key-${offset}`, value: null, timestamp: offset })
      }
    },
    ...rest,
  }
}
const message = (offset: number, producerId: number, rest: Partial<FetchedBatch> = {}) =>
  batch([offset], producerId, rest)
const marker = (offset: number, producerId: number) => message(offset, producerId, { isControl: true })
const fetched = (
  batches: readonly FetchedBatch[],
  ...aborted: readonly [producerId: number, firstOffset: number][]
): FetchedPartition => ({
  topic: 't',
  partition: 3,
  batches,
  abortedTransactions: aborted.map(([producerId, firstOffset]) => ({ producerId, firstOffset })),
})
const committedBatch = (partition: FetchedPartition, from: number): RecordBatch =>
  new CommittedRecords(partition, from).take(Number.POSITIVE_INFINITY)
const offsets = (...args: Parameters<typeof committedBatch>) =>
  committedBatch(...args).records.map(({ offset }) => offset)

describe('CommittedRecords', () => {
  it('gives the records of all batches, and where to go on', () => {
    expect(committedBatch(fetched([batch([7, 8], A), message(9, B)]), 7)).toEqual({
      topic: 't',
      partition: 3,
      nextOffset: 10,
      records: [7, 8, 9].map((offset) => ({ offset, key: `key-${offset}`, value: null, timestamp: offset })),
    })
  })

  it('hides markers and goes on behind them', () => {
    const batch = committedBatch(fetched([message(1, A), marker(2, A)]), 1)
    expect(batch.records.map(({ offset }) => offset)).toEqual([1])
    expect(batch.nextOffset).toBe(3)
  })

  it('hides an aborted transaction up to its marker, and no other producer', () => {
    const messages = [message(1, A), message(2, B), marker(3, A), message(4, A), marker(5, B), marker(6, A)]
    expect(offsets(fetched(messages, [A, 1]), 1)).toEqual([2, 4])
  })

  it('hides several aborted transactions that were open where the fetch begins', () => {
    const messages = [message(10, A), message(11, B), marker(12, A), marker(13, B), message(14, B)]
    expect(offsets(fetched(messages, [B, 6], [A, 5]), 10)).toEqual([14])
  })

  it('hides two aborted transactions of one producer, in whatever order the broker lists them', () => {
    const messages = [message(1, A), marker(2, A), message(3, A), marker(4, A), message(5, A)]
    expect(offsets(fetched(messages, [A, 3], [A, 1]), 1)).toEqual([5])
  })

  it('does not take records outside transactions for aborted ones', () => {
    const messages = [message(1, A), message(2, A, { inTransaction: false }), marker(3, A)]
    expect(offsets(fetched(messages, [A, 1]), 1)).toEqual([2])
  })

  it('does not give the records of a batch that lie before the position', () => {
    expect(offsets(fetched([batch([4, 5, 6, 7], A)]), 6)).toEqual([6, 7])
  })

  it('goes on behind records that compaction took from the end of a batch', () => {
    expect(committedBatch(fetched([message(4, A, { lastOffset: 13 })]), 4).nextOffset).toBe(14)
  })

  it('goes on behind a batch that compaction has emptied', () => {
    const emptied = message(4, A, { lastOffset: 13, peek: () => undefined })
    expect(committedBatch(fetched([emptied]), 4)).toMatchObject({ records: [], nextOffset: 14 })
  })

  it('stays where it is when nothing came', () => {
    expect(committedBatch(fetched([]), 42)).toMatchObject({ records: [], nextOffset: 42 })
  })

  it('gives as many as are wanted, and says where each part ends', () => {
    const records = new CommittedRecords(fetched([batch([4, 5, 7], A), marker(8, A), batch([9, 10], B)]), 4)
    const parts = [1, 2, 3].map(() => records.take(2))
    expect(
      parts.map(({ records: part, nextOffset, more }) => [
        part.map(({ offset }) => offset),
        nextOffset,
        more,
      ]),
    ).toEqual([
      [[4, 5], 6, true],
      [[7, 9], 10, true],
      [[10], 11, undefined],
    ])
    expect(records.peek()).toBeUndefined()
  })

  it('takes up to a time, and no more than it must out of the response', () => {
    const [first, second] = [batch([1, 2, 3, 4], A), batch([5, 6], A)]
    const records = new CommittedRecords(fetched([first, second]), 1)
    expect(records.take(10, 2)).toMatchObject({ nextOffset: 3, more: true })
    expect(records.peek()).toBe(3)
    expect(records.take(10, 2)).toMatchObject({ records: [], nextOffset: 3, more: true })
    expect(records.take(1, 5)).toMatchObject({ nextOffset: 4 })
    expect([first.left, second.left]).toEqual([[4], [5, 6]])
  })
})
