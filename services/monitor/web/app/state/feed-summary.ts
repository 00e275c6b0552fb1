/** Snapshots that came late, by the counters of tick hygiene. */
export function lateSnapshots(hygiene: Readonly<Record<string, number>>): number {
  return Object.entries(hygiene)
    .filter(([rule]) => rule.toLowerCase().startsWith('late'))
    .reduce((sum, [, count]) => sum + count, 0)
}

/** Sessions minutes up to the newest that have no row: gaps in what is shown. */
export function missingMinutes(
  rows: readonly ({ readonly minute: number } | undefined)[],
): readonly number[] {
  const last = rows.findLast((row) => row !== undefined)?.minute ?? -1
  return Array.from({ length: last + 1 }, (_, minute) => minute).filter(
    (minute) => rows[minute] === undefined,
  )
}
