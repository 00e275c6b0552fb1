/**
 * Where an exponential average begins. `first`: at the first value (the charting programs of the A-share market; pandas
 * `adjust=False`). `mean`: at the mean of the first `length` values, unknown before (TA-Lib). `adjusted`: the mean of
 * all values with weights that fall by `1 - alpha` a place (pandas `adjust=True`).
 */
export type Seed = 'first' | 'mean' | 'adjusted'

/** Numbers of state that `smooth` keeps: the average, and a sum of weights or of values. */
export const SMOOTHING_STATE = 2

/** Takes the value number `count` (0 for the first) into the average that stands at `at` of `state`. */
export function smooth(
  state: Float64Array,
  at: number,
  count: number,
  value: number,
  { length, alpha, seed }: { readonly length: number; readonly alpha: number; readonly seed: Seed },
): void {
  const before = state[at]!
  if (seed === 'adjusted') {
    const weight = 1 + (1 - alpha) * state[at + 1]!
    state[at + 1] = weight
    state[at] = before + (value - before) / weight
  } else if (seed === 'mean' && count < length) {
    state[at + 1]! += value
    state[at] = state[at + 1]! / (count + 1)
  } else if (count === 0) state[at] = value
  else state[at] = before + alpha * (value - before)
}
