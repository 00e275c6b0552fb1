/** Median and range of repeated measurements. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median, min: sorted[0]!, max: sorted.at(-1)! }
}

/** What a bench measures: time that passes, or time that this process has the processors (all its threads). */
export const CLOCKS = {
  wall: (): number => performance.now() / 1000,
  processor: (): number => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  },
} as const

/**
 * Seconds of each side in turn, A B A B, so that whatever else the machine does falls on both alike. The first
 * round warms up and is not counted.
 */
export async function interleaved<Side extends string>(
  sides: Readonly<Record<Side, () => unknown>>,
  repeats: number,
  clock: keyof typeof CLOCKS,
  /** Done before each measurement, off the clock. */
  prepare: () => Promise<void> = async () => undefined,
): Promise<Readonly<Record<Side, readonly number[]>>> {
  const names = Object.keys(sides) as Side[]
  const seconds = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Side, number[]>
  for (let round = 0; round <= repeats; round += 1)
    for (const name of names) {
      await prepare()
      const start = CLOCKS[clock]()
      await sides[name]()
      if (round > 0) seconds[name].push(CLOCKS[clock]() - start)
    }
  return seconds
}

/** Round by round, how many times as long `a` took as `b`. */
export const timesAsLong = (a: readonly number[], b: readonly number[]): Spread =>
  spreadOf(a.map((seconds, round) => seconds / b[round]!))

export const formatSpread = ({ median, min, max }: Spread, digits = 2): string =>
  `${median.toFixed(digits)} (${min.toFixed(digits)}..${max.toFixed(digits)})`

/** Events per second, in thousands. */
export const formatRate = (events: number, seconds: readonly number[]): string => {
  const { median, min, max } = spreadOf(seconds)
  const rate = (value: number): string => Math.round(events / value / 1000).toLocaleString('en-US')
  return `${rate(median)}k/s (${rate(max)}..${rate(min)})`
}
