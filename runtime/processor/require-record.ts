import { RecordError } from '../errors.ts'
import { keyPartition } from '../log/partitioner.ts'

/** @throws RecordError `noValue` */
export function requireValue(value: Uint8Array | null): Uint8Array {
  if (value !== null) return value
  throw new RecordError(
    'noValue',
    'The record has no value; topics withdraw a key with a record that says so, not by deletion.',
  )
}

/**
 * Refuses a record in a partition that its key does not choose: another task would keep the state of its symbol a
 * second time.
 * @param partitions of the topic
 * @throws RecordError `wrongPartition`
 */
export function requirePartition(key: string, partition: number, partitions: number): void {
  if (partitions === 1) return
  const belongs = keyPartition(key, partitions)
  if (belongs === partition) return
  throw new RecordError(
    'wrongPartition',
    `Key ${JSON.stringify(key.slice(0, 80))} belongs to partition ${belongs} of ${partitions}: write it with the default partitioner (murmur2).`,
  )
}
