import type { RecordBatch } from '../port.ts'
import type { CommittedRecords } from './fetched-partition.ts'

const NOTHING_LEFT = Number.POSITIVE_INFINITY

/**
 * Takes about so many records of several partitions, up to one event time: a reader that merges them holds no more
 * than it must. The partition that is behind gives its share, the others what they have to the same time, and no
 * more than theirs. Within a partition the order of offsets stays.
 * @param partitions one at least
 * @throws LogError `corrupt`
 */
export function takeInTime(partitions: readonly CommittedRecords[], maxRecords: number): RecordBatch[] {
  const share = Math.max(1, Math.floor(maxRecords / partitions.length))
  const times = partitions.map((partition) => partition.peek() ?? NOTHING_LEFT)
  const behind = times.indexOf(Math.min(...times))
  const first = partitions[behind]!.take(share)
  const until = first.records.reduce((newest, { timestamp }) => Math.max(newest, timestamp), times[behind]!)
  return partitions.flatMap((partition, at) => {
    if (at === behind) return [first]
    const isLater = times[at]! > until && times[at] !== NOTHING_LEFT
    return isLater ? [] : [partition.take(share, until)]
  })
}
