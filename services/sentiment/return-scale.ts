import type { Price } from '../../core/market/price.ts'

/** Units of a stored return in 1: returns are integers in 1e-10, so that sums do not depend on order. */
export const RETURN_SCALE = 10_000_000_000

/** `price / reference - 1` in 1e-10, rounded half away from zero. */
export function scaledReturn(price: Price, reference: Price): number {
  const scaled = (price / reference - 1) * RETURN_SCALE
  return Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5) + 0
}

/** Mean of `count` returns from their integer sum, as a fraction; null without any. */
export function meanReturn(sum: number, count: number): number | null {
  return count === 0 ? null : sum / count / RETURN_SCALE
}

/** `numerator / denominator`, null when there is nothing to divide by. */
export function rate(numerator: number | null, denominator: number | null): number | null {
  return numerator === null || denominator === null || denominator === 0 ? null : numerator / denominator
}
