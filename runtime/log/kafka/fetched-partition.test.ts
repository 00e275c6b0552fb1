import { describe, expect, it } from 'vitest'
import { committedBatch, type FetchedMessage } from './fetched-partition.ts'

const message = (
  offset: number,
  producerId: string,
  rest: Partial<FetchedMessage> = {},
  batch: Partial<FetchedMessage['batchContext']> = {},
): FetchedMessage => ({
  offset: String(offset),
  timestamp: String(1_000 + offset),
  key: Buffer.from(`key-${offset}`),
  value: Buffer.from([offset]),
  headers: {},
  isControlRecord: false,
  ...rest,
  batchContext: {
    firstOffset: String(offset),
    lastOffsetDelta: 0,
    producerId,
    inTransaction: true,
    ...batch,
  },
})
const marker = (offset: number, producerId: string) =>
  message(offset, producerId, { isControlRecord: true, key: Buffer.from([0, 0, 0, 0]) })
const fetched = (
  messages: readonly FetchedMessage[],
  ...aborted: readonly [producerId: string, firstOffset: number][]
) => ({
  partition: 3,
  lastStableOffset: '100',
  messages,
  abortedTransactions: aborted.map(([producerId, firstOffset]) => ({
    producerId,
    firstOffset: String(firstOffset),
  })),
})
const offsets = (...args: Parameters<typeof committedBatch>) =>
  committedBatch(...args).records.map(({ offset }) => offset)

describe('committedBatch', () => {
  it('gives records as they stand in the log', () => {
    const headers = { from: Buffer.from('t/0/7') }
    const batch = committedBatch(
      't',
      fetched([message(7, 'p', { headers }), message(8, 'p', { key: null })]),
      7,
    )
    expect(batch).toEqual({
      topic: 't',
      partition: 3,
      nextOffset: 9,
      records: [
        { offset: 7, key: 'key-7', value: Buffer.from([7]), timestamp: 1_007, headers: { from: 't/0/7' } },
        { offset: 8, key: '', value: Buffer.from([8]), timestamp: 1_008 },
      ],
    })
  })

  it('hides markers and goes on behind them', () => {
    const batch = committedBatch('t', fetched([message(1, 'p'), marker(2, 'p')]), 1)
    expect(batch.records.map(({ offset }) => offset)).toEqual([1])
    expect(batch.nextOffset).toBe(3)
  })

  it('hides an aborted transaction up to its marker, and no other producer', () => {
    const messages = [
      message(1, 'a'),
      message(2, 'b'),
      marker(3, 'a'),
      message(4, 'a'),
      marker(5, 'b'),
      marker(6, 'a'),
    ]
    expect(offsets('t', fetched(messages, ['a', 1]), 1)).toEqual([2, 4])
  })

  it('hides several aborted transactions that were open where the fetch begins', () => {
    const messages = [message(10, 'a'), message(11, 'b'), marker(12, 'a'), marker(13, 'b'), message(14, 'b')]
    expect(offsets('t', fetched(messages, ['b', 6], ['a', 5]), 10)).toEqual([14])
  })

  it('hides two aborted transactions of one producer, in whatever order the broker lists them', () => {
    const messages = [message(1, 'a'), marker(2, 'a'), message(3, 'a'), marker(4, 'a'), message(5, 'a')]
    expect(offsets('t', fetched(messages, ['a', 3], ['a', 1]), 1)).toEqual([5])
  })

  it('does not take records outside transactions for aborted ones', () => {
    const messages = [message(1, 'a'), message(2, 'a', {}, { inTransaction: false }), marker(3, 'a')]
    expect(offsets('t', fetched(messages, ['a', 1]), 1)).toEqual([2])
  })

  it('does not give the records of a batch that lie before the position', () => {
    const batch = { firstOffset: '4', lastOffsetDelta: 3 }
    const messages = [4, 5, 6, 7].map((offset) => message(offset, 'p', {}, batch))
    expect(offsets('t', fetched(messages), 6)).toEqual([6, 7])
  })

  it('goes on behind records that compaction took from the end of a batch', () => {
    const messages = [message(4, 'p', {}, { firstOffset: '4', lastOffsetDelta: 9 })]
    expect(committedBatch('t', fetched(messages), 4).nextOffset).toBe(14)
  })

  it('stays where it is when nothing came', () => {
    expect(committedBatch('t', fetched([]), 42)).toMatchObject({ records: [], nextOffset: 42 })
  })
})
