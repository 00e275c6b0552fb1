/** One bar of the histogram of changes, from the biggest fall to the biggest rise. */
export interface Bar {
  /** `<-10`, `-10`, ... `-1` (falls of up to that much), `0`, `1`, ... `10`, `>=10`, in percent. */
  readonly label: string
  readonly count: number
  readonly direction: -1 | 0 | 1
}

/**
 * The 23 counts of a minute row in order of size. They come as: below -10%, one bucket per percent from
 * [-10, -9) to [9, 10), 10% and above, and exactly 0 last; it stands between the falls and the rises.
 */
export function histogramBars(counts: readonly number[]): readonly Bar[] {
  if (counts.length !== 23) return []
  const count = (index: number): number => counts[index] ?? 0
  const falls = Array.from({ length: 11 }, (_, index) => ({
    label: index === 0 ? '<-10' : `${index - 11}`,
    count: count(index),
    direction: -1 as const,
  }))
  const rises = Array.from({ length: 11 }, (_, index) => ({
    label: index === 10 ? '≥10' : `${index + 1}`,
    count: count(11 + index),
    direction: 1 as const,
  }))
  return [...falls, { label: '0', count: count(22), direction: 0 }, ...rises]
}
