import { setTimeout as sleep } from 'node:timers/promises'
import { LogError } from '../../errors.ts'
import { partitionKey } from '../partition-key.ts'
import type { Position } from '../port.ts'
import { createKafkaClient, type KafkaOptions } from './kafka-client.ts'
import { PartitionReader } from './partition-reader.ts'

/** A writer that commits without a pause gets so long to make one. */
const PATIENCE_MS = 120_000
const PAUSE_MS = 50

/**
 * Ends of topics at one moment, such that every transaction lies before all of them or behind all of them. No broker
 * gives such a cut, since a transaction becomes visible partition by partition; so a moment is waited for at which
 * nothing happens:
 *
 *  1. read the committed ends; 2. read the written ends; 3. read the committed ends again.
 *
 * Where all three agree, nothing was committed between 1 and 3 and nothing was undecided at 2.
 * @throws LogError `unavailable` when a writer makes no pause
 */
export async function quietCut(
  options: KafkaOptions,
  topics: readonly string[],
): Promise<readonly Position[]> {
  const client = createKafkaClient(options)
  const reader = await PartitionReader.open(client, topics)
  const writes = await PartitionReader.open(client, topics, { uncommitted: true })
  try {
    const partitions = topics.flatMap((topic) => reader.partitions(topic))
    const deadline = performance.now() + PATIENCE_MS
    while (performance.now() < deadline) {
      const before = await reader.ends(partitions)
      const written = await writes.ends(partitions)
      const after = await reader.ends(partitions)
      if (same(before, written) && same(before, after)) return after
      await sleep(PAUSE_MS)
    }
    throw new LogError(
      'unavailable',
      `Sources wrote to ${topics[0]} and others without a pause for ${PATIENCE_MS / 1000} s: back up when no history is being ingested.`,
    )
  } finally {
    await Promise.all([reader.close(), writes.close()])
  }
}

function same(some: readonly Position[], others: readonly Position[]): boolean {
  const offsets = new Map(others.map((position) => [partitionKey(position), position.offset]))
  return some.every((position) => offsets.get(partitionKey(position)) === position.offset)
}
