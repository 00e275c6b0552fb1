/** What is read again after a crash costs a task about a second at most. */
export const FEWEST_SNAPSHOT_EVENTS = 25_000
const MOST_SNAPSHOT_EVENTS = 250_000
/** An event itself takes some 30 bytes of the log: what snapshots add stays well below. */
const BYTES_PER_EVENT = 8

/**
 * After how many input events the next snapshot is taken: the more the last one took, the later, so that snapshots
 * cost a replay little, and little is read again where they are small.
 * @param written state entries of the last snapshot
 */
export function snapshotEventsFor(written: Iterable<Uint8Array | null>): number {
  let bytes = 0
  for (const value of written) bytes += value?.length ?? 0
  return Math.min(MOST_SNAPSHOT_EVENTS, Math.max(FEWEST_SNAPSHOT_EVENTS, Math.round(bytes / BYTES_PER_EVENT)))
}
