import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PlacedMessage, sendPlan } from './send-plan.ts'

const message = (topic: string, partition: number, bytes: number): PlacedMessage => ({
  topic,
  partition,
  key: Buffer.from('k'),
  value: null,
  bytes,
})
function perPartition(messages: readonly PlacedMessage[]): Map<string, PlacedMessage[]> {
  const found = new Map<string, PlacedMessage[]>()
  for (const next of messages) {
    const name = `${next.topic}/${next.partition}`
    found.set(name, [...(found.get(name) ?? []), next])
  }
  return found
}

describe('sendPlan', () => {
  it('keeps every message, the order within partitions, and the limits of a batch', () => {
    const messages = fc.array(
      fc
        .tuple(
          fc.constantFrom('a', 'b'),
          fc.integer({ min: 0, max: 3 }),
          fc.constantFrom(0, 10, 100_000, 400_000, 950_000),
        )
        .map(([topic, partition, bytes]) => message(topic, partition, bytes)),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(messages, (all) => {
        const requests = [...sendPlan(all)]
        const sent = requests.flat().flatMap((topic) => topic.messages)
        const sentByPartition = perPartition(sent)
        expect(sent).toHaveLength(all.length)
        for (const [name, expected] of perPartition(all)) expect(sentByPartition.get(name)).toEqual(expected)
        for (const request of requests) {
          for (const batch of perPartition(request.flatMap((topic) => topic.messages)).values()) {
            const bytes = batch.reduce((sum, next) => sum + next.bytes, 0)
            expect(batch.length === 1 || bytes <= 900_000).toBe(true)
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  it('sends a usual commit in one request', () => {
    const messages = Array.from({ length: 5_000 }, (_, n) => message(`topic-${n % 3}`, n % 12, 100))
    expect([...sendPlan(messages)]).toHaveLength(1)
    expect([...sendPlan([])]).toHaveLength(0)
  })
})
