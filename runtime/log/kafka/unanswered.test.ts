import { describe, expect, it } from 'vitest'
import type { PlacedMessage } from './send-plan.ts'
import { unanswered } from './unanswered.ts'

const message = (topic: string, partition: number): PlacedMessage => ({
  topic,
  partition,
  key: Buffer.from('k'),
  value: null,
  bytes: 1,
})
const request = [
  { topic: 'a', messages: [message('a', 0), message('a', 1), message('a', 0)] },
  { topic: 'b', messages: [message('b', 0)] },
]

describe('a request to several brokers', () => {
  it('is complete when each of its partitions was answered for', () => {
    const answers = [
      { topicName: 'a', partition: 1 },
      { topicName: 'b', partition: 0 },
      { topicName: 'a', partition: 0 },
    ]
    expect(unanswered(request, answers)).toEqual([])
  })

  it('is not when a partition moved to a broker that had answered for others', () => {
    expect(unanswered(request, [{ topicName: 'a', partition: 0 }])).toEqual(['a/1', 'b/0'])
    expect(unanswered(request, [{ topicName: 'b', partition: 1 }])).toEqual(['a/0', 'a/1', 'b/0'])
  })
})
