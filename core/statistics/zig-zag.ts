/** One leg of a zig-zag: from a turn to the next. */
export interface Leg {
  /** Places of the turns in the values. */
  readonly from: number
  readonly to: number
  /** Value at the end / value at the beginning - 1. */
  readonly change: number
}

/**
 * Legs of a zig-zag 之字形: a turn is an extreme from which the values have gone back by at least `reversal`, a fraction of
 * it. The first leg begins with the extreme before the first reversal, the last one ends with the extreme reached so
 * far; so every leg is at least as long as a reversal. Values have to be positive.
 */
export function zigZagLegs(values: readonly number[], reversal: number): Leg[] {
  const turns: number[] = []
  let direction: 'rising' | 'falling' | undefined
  let low = 0
  let high = 0
  for (let at = 1; at < values.length; at += 1) {
    const value = values[at]!
    if (value > values[high]!) high = at
    if (value < values[low]!) low = at
    if (direction !== 'falling' && value <= values[high]! * (1 - reversal)) {
      turns.push(high)
      direction = 'falling'
      low = at
    } else if (direction !== 'rising' && value >= values[low]! * (1 + reversal)) {
      turns.push(low)
      direction = 'rising'
      high = at
    }
  }
  if (direction !== undefined) turns.push(direction === 'rising' ? high : low)
  return turns.slice(1).map((to, at) => {
    const from = turns[at]!
    return { from, to, change: values[to]! / values[from]! - 1 }
  })
}
