import type { RecordMetadata } from 'kafkajs'
import type { TopicMessages } from './send-plan.ts'

/**
 * Partitions of a request that no broker has answered for, `topic/partition` each. kafkajs remembers answers by broker: when
 * one of two brokers fails and the other takes over its partitions, the second attempt leaves out who has answered
 * already, and with him what he has just taken over. The records would be lost, and the transaction committed.
 */
export function unanswered(
  request: readonly TopicMessages[],
  answers: readonly Pick<RecordMetadata, 'topicName' | 'partition'>[],
): readonly string[] {
  const answered = new Set(answers.map(({ topicName, partition }) => `${topicName}/${partition}`))
  const asked = new Set(
    request.flatMap(({ topic, messages }) => messages.map(({ partition }) => `${topic}/${partition}`)),
  )
  return [...asked].filter((name) => !answered.has(name))
}
