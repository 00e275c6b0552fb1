import type { HandedSweep, Reached } from './messages.ts'

/** Milliseconds that half, 99 of 100 and all of the cases stay under. */
export interface Latencies {
  readonly p50: number
  readonly p99: number
  readonly most: number
  readonly count: number
}

export function latenciesOf(values: readonly number[]): Latencies {
  const sorted = Float64Array.from(values).sort()
  const under = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN
  return { p50: under(0.5), p99: under(0.99), most: under(1), count: sorted.length }
}

/**
 * How long after each sweep was due somebody had reached its time.
 * @param reached in the order of `at`
 * @throws RangeError for a sweep that was never reached
 */
export function delaysOf(sweeps: readonly HandedSweep[], reached: readonly Reached[]): readonly number[] {
  let next = 0
  return sweeps.map(({ until, due }) => {
    while (next < reached.length && reached[next]![0] < until) next += 1
    if (next === reached.length) throw new RangeError(`the sweep until ${until} was never reached`)
    return reached[next]![1] - due
  })
}
