import type { PartitionLog } from './partition-log.ts'

/** Resolves when one of the partitions grows, the time is over or the signal aborts. */
export function waitForRecords(
  partitions: readonly PartitionLog[],
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      for (const unsubscribe of subscriptions) unsubscribe()
      resolve()
    }
    const timer = setTimeout(finish, milliseconds)
    const subscriptions = partitions.map((partition) => partition.onPublish(finish))
    signal?.addEventListener('abort', finish)
    if (signal?.aborted === true) finish()
  })
}
