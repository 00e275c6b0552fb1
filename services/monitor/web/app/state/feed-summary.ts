import type { MinuteRow } from './api.ts'

/** Session minutes up to the newest that have no row: gaps in what is shown. */
export function missingMinutes(
  rows: readonly ({ readonly minute: number } | undefined)[],
): readonly number[] {
  const last = rows.findLast((row) => row !== undefined)?.minute ?? -1
  return Array.from({ length: last + 1 }, (_, minute) => minute).filter(
    (minute) => rows[minute] === undefined,
  )
}

/**
 * Whether most symbols said nothing for a minute. Some always do: an illiquid share has no news for a while, and a
 * source that sends only changes is silent about it. Most at once is a feed that stands still.
 */
export function areMostSilent({ stale, seen }: Pick<MinuteRow, 'stale' | 'seen'>): boolean {
  return stale * 2 > seen
}
