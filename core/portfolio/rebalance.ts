/** What one symbol is worth in an account, and what share of it is wanted. */
export interface Leg {
  readonly value: number
  readonly weight: number
}

/**
 * Net asset value that is left when every leg has been traded to its weight *of what is left*, the cost of it paid:
 * the solution of `V + rate * sum |weight_i V - value_i| = before`. The left side is convex, piecewise linear and rising
 * in V (rate and weights are below 1), so Newton's steps come down to the solution and end on it after at most one step
 * for each leg and one more.
 */
export function valueAfterCosts(before: number, legs: readonly Leg[], costRate: number): number {
  if (costRate === 0) return before
  let value = before
  for (let step = 0; step <= legs.length + 1; step += 1) {
    let cost = 0
    let slope = 1
    for (const leg of legs) {
      const trade = leg.weight * value - leg.value
      cost += costRate * Math.abs(trade)
      slope += costRate * leg.weight * Math.sign(trade)
    }
    const next = value - (value + cost - before) / slope
    if (next === value) break
    value = next
  }
  return value
}
