import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalog, Segment } from './catalog.ts'
import type { PartitionLog } from './partition-log.ts'

/** A task that has not committed for this long no longer holds segments: most likely an old version. */
const ABANDONED_AFTER_MS = 30 * 24 * 3600 * 1000

/**
 * Segments that may go when a partition rolls: those whose latest event is more than `retentionMs` of
 * event time older than the partition's latest one. Never the active segment, and never one that holds
 * records from offset `needed` on.
 */
export function expiredSegments(
  segments: readonly Segment[],
  retentionMs: number | undefined,
  needed: number,
): readonly Segment[] {
  if (retentionMs === undefined) return []
  const closed = segments.slice(0, -1)
  const oldest = Math.max(...segments.map(({ maxTimestamp }) => maxTimestamp)) - retentionMs
  const kept = closed.findIndex(
    ({ maxTimestamp, nextOffset }) => maxTimestamp >= oldest || nextOffset > needed,
  )
  return kept === -1 ? closed : closed.slice(0, kept)
}

/** Lowest offset that a task with a committed position has still to read. */
export function lowestPosition(partition: PartitionLog, catalog: Catalog): number {
  const abandoned = Date.now() - ABANDONED_AFTER_MS
  return catalog
    .allPositions()
    .filter(
      ({ topic, partition: number, committedAt }) =>
        topic === partition.topic && number === partition.partition && committedAt >= abandoned,
    )
    .reduce((lowest, { offset }) => Math.min(lowest, offset), Number.POSITIVE_INFINITY)
}

export async function removeSegmentFiles(
  partition: PartitionLog,
  segments: readonly Segment[],
): Promise<void> {
  for (const { base } of segments) await rm(partition.file(base), { force: true })
}

/** Deletes files that no committed segment owns: leftovers of a process that died in between. */
export async function removeOrphans(partition: PartitionLog): Promise<void> {
  const owned = new Set(partition.segments.map(({ base }) => partition.file(base)))
  for (const name of await readdir(partition.directory)) {
    const file = join(partition.directory, name)
    if (!owned.has(file)) await rm(file, { force: true })
  }
}
