import { partitionKey } from '../partition-key.ts'
import type { TopicMessages } from './send-plan.ts'

/**
 * Counts how many records brokers have taken of each partition of a request. kafkajs sends a request to all leaders at
 * once and remembers their answers by connection; when one of them fails it tries again,
 * - without whoever has answered, also where he has just taken over a partition of the one who failed: its records are
 *   never written;
 * - with whoever has not answered yet, or has a new connection: his records are written once more, under new numbers.
 * Either way the call succeeds, and the transaction would be committed.
 */
export class RequestTally {
  readonly #taken = new Map<string, number>()

  /** A new request: nothing of it is taken. */
  begin(): void {
    this.#taken.clear()
  }

  /** A broker has answered that he took so many records. */
  take(topic: string, partition: number, records: number): void {
    const name = partitionKey({ topic, partition })
    this.#taken.set(name, (this.#taken.get(name) ?? 0) + records)
  }

  /** Partitions whose records were not written exactly once, `topic/partition` each. */
  notOnce(request: readonly TopicMessages[]): readonly string[] {
    return request.flatMap(({ topic, messages }) => {
      const asked = new Map<number, number>()
      for (const { partition } of messages) asked.set(partition, (asked.get(partition) ?? 0) + 1)
      return [...asked].flatMap(([partition, records]) => {
        const name = partitionKey({ topic, partition })
        return this.#taken.get(name) === records ? [] : [name]
      })
    })
  }
}
