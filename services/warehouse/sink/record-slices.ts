import type { RecordBatch } from '../../../runtime/log/port.ts'

/** The next piece of a batch, of at most so many records, and what is left of it. */
export function firstSlice(
  batch: RecordBatch,
  most: number,
): readonly [first: RecordBatch, rest: RecordBatch | undefined] {
  const { records, nextOffset, ...place } = batch
  if (records.length <= most) return [batch, undefined]
  const first = records.slice(0, most)
  return [
    { ...place, records: first, nextOffset: first.at(-1)!.offset + 1 },
    { ...place, records: records.slice(most), nextOffset },
  ]
}
