import { LogError } from '../../errors.ts'
import { encodeKey, hashPartition } from '../partitioner.ts'
import type { OutgoingRecord } from '../port.ts'
import { type EncodedRun, RunEncoder } from './batch-encoder.ts'
import type { PartitionLog } from './partition-log.ts'

/** Encodes a commit's outputs, one run per partition. @throws LogError `topicMismatch`, `recordTooLarge`. */
export function encodeOutputs(
  outputs: readonly OutgoingRecord[],
  partitionsOf: (topic: string) => readonly PartitionLog[],
): Map<PartitionLog, EncodedRun> {
  const encoders = new Map<PartitionLog, RunEncoder>()
  let topic: string | undefined
  let partitions: readonly PartitionLog[] = []
  for (const record of outputs) {
    if (record.topic !== topic) {
      topic = record.topic
      partitions = partitionsOf(topic)
    }
    const key = encodeKey(record.key)
    const partition = partitions[record.partition ?? hashPartition(key.hash, partitions.length)]
    if (partition === undefined) throw noPartition(record, partitions.length)
    let encoder = encoders.get(partition)
    if (encoder === undefined) {
      encoder = new RunEncoder()
      encoders.set(partition, encoder)
    }
    encoder.add(record, key)
  }
  return new Map([...encoders].map(([partition, encoder]) => [partition, encoder.encode()]))
}

const noPartition = ({ topic, partition }: OutgoingRecord, count: number): LogError =>
  new LogError('topicMismatch', `Topic ${topic} has ${count} partitions, but a record names ${partition}.`)
