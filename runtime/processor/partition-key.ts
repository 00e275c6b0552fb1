import type { TopicPartition } from '../log/port.ts'

export const partitionKey = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`
