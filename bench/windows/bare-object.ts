import type { Loop } from './bare-loops.ts'

/** The least that an average can be whose state outlives a push: each push waits for what the last one has stored. */
class BareAverage {
  readonly #state = new Float64Array(1)
  readonly #alpha: number
  #count = 0

  constructor(length: number) {
    this.#alpha = 2 / (length + 1)
  }

  push(value: number): void {
    const state = this.#state
    state[0] = this.#count === 0 ? value : state[0]! + this.#alpha * (value - state[0]!)
    this.#count += 1
  }

  valueFrom(minimum: number): number | null {
    return this.#count >= minimum ? this.#state[0]! : null
  }
}

export const emaOfAnObject: Loop = (values, length) => {
  const average = new BareAverage(length)
  let total = 0
  for (let at = 0; at < values.length; at += 1) {
    average.push(values[at]!)
    const value = average.valueFrom(length)
    if (value !== null) total += value
  }
  return total
}
