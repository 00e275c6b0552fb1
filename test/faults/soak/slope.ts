/** A straight line through samples: `rise` per unit of x, `level` the median of y. */
export interface Trend {
  readonly rise: number
  readonly level: number
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * The slope of Theil and Sen: the median of the slopes of all pairs. Up to 29% of the samples may be anything, so
 * peaks before a garbage collection, merges of the engine and a neighbour who takes the machine do not count.
 */
export function robustTrend(samples: readonly (readonly [x: number, y: number])[]): Trend {
  const slopes: number[] = []
  for (let i = 0; i < samples.length; i += 1)
    for (let j = i + 1; j < samples.length; j += 1) {
      const [x1, y1] = samples[i]!
      const [x2, y2] = samples[j]!
      if (x2 !== x1) slopes.push((y2 - y1) / (x2 - x1))
    }
  return { rise: slopes.length === 0 ? 0 : median(slopes), level: median(samples.map(([, y]) => y)) }
}
