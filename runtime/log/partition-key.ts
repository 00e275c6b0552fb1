import type { TopicPartition } from './port.ts'

/** A partition as a key of maps and in messages. */
export const partitionKey = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`
