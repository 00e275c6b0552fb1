import { setTimeout as delay } from 'node:timers/promises'
import { partitionKey } from '../partition-key.ts'
import type { Position, TopicPartition } from '../port.ts'
import type { PartitionReader } from './partition-reader.ts'

const PATIENCE_MS = 2_000
const PAUSE_MS = 5

/**
 * What this process has committed, so that it finds it when it reads: a broker answers a commit some milliseconds
 * before it becomes visible. Readers elsewhere have no such order to rely on.
 */
export class OwnWrites {
  readonly #offsets = new Map<string, number>()

  /** An offset that belongs to a transaction which has been committed. */
  note(written: readonly Position[]): void {
    for (const position of written) this.#offsets.set(partitionKey(position), position.offset)
  }

  /** Committed ends; where somebody else's open transaction holds them back, without our writes after all. */
  async ends(reader: PartitionReader, partitions: readonly TopicPartition[]): Promise<Position[]> {
    const giveUpAt = performance.now() + PATIENCE_MS
    for (;;) {
      const ends = await reader.ends(partitions)
      const complete = ends.every((end) => end.offset > (this.#offsets.get(partitionKey(end)) ?? -1))
      if (complete || performance.now() > giveUpAt) return ends
      await delay(PAUSE_MS)
    }
  }
}
