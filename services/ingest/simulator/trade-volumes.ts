import { CLOSING_STEP, type DayShape, OPENING_STEP } from './day-shape.ts'
import { FREE } from './price-path.ts'
import type { Random } from './random.ts'
import { VOLUME_PROFILE } from './volume-profile.ts'

/** A day's trades while they are planned; `count` entries of each array are in use. */
export interface TradeBuffer {
  count: number
  readonly steps: Int32Array
  readonly ticks: Int32Array
  readonly states: Uint8Array
  readonly weights: Float64Array
}

/** A sealed board trades less: only who sells at the limit. */
const SEALED_SHARE = 0.35

/** Rounds of shifting volume towards prices on the side of the day's average. */
const TILT_ROUNDS = 6

/**
 * Fills the weights by which the day's volume is shared out: the profile of a session, bursts, little while
 * sealed, a few per cent in the auctions - and shifted towards the dearer or the cheaper trades until their
 * average price is the bar's.
 */
export function fillWeights(trades: TradeBuffer, shape: DayShape, random: Random): void {
  const { steps, states, weights, count } = trades
  let continuous = 0
  for (let at = 0; at < count; at++) {
    const burst = 1 / (0.15 + random.unit())
    const weight = VOLUME_PROFILE[steps[at]!]! * burst * (states[at] === FREE ? 1 : SEALED_SHARE)
    weights[at] = weight
    continuous += weight
  }
  const opening = continuous * (0.005 + 0.025 * random.unit()) * (states[0] === FREE ? 1 : 5)
  const closing = continuous * (0.005 + 0.015 * random.unit())
  if (steps[0] === OPENING_STEP) weights[0] = opening || 1
  if (steps[count - 1] === CLOSING_STEP) weights[count - 1] = closing || 1
  if (shape.average === null || shape.high === 0) return
  for (let round = 0; round < TILT_ROUNDS && tilt(trades, shape.average, shape.high); round++);
}

/** Scales weights by a straight line over prices, nowhere below a tenth; false once the average is right. */
function tilt({ ticks, weights, count }: TradeBuffer, average: number, high: number): boolean {
  let sum = 0
  let first = 0
  let second = 0
  for (let at = 0; at < count; at++) {
    const weight = weights[at]!
    const price = ticks[at]!
    sum += weight
    first += weight * price
    second += weight * price * price
  }
  const mean = first / sum
  const variance = second / sum - mean * mean
  const wanted = Math.min(Math.max(average, 0), high) - mean
  if (!(variance > 1e-6) || Math.abs(wanted) < 1e-3) return false
  const steepest = 0.9 / Math.max(mean, high - mean)
  const slope = Math.min(Math.max(wanted / variance, -steepest), steepest)
  for (let at = 0; at < count; at++) weights[at]! *= 1 + slope * (ticks[at]! - mean)
  return true
}

/**
 * Cumulative units of volume after each trade, `total` after the last. Every trade gets one unit, the rest goes
 * by the weights; with fewer units than trades some trades stay without.
 */
export function cumulativeUnits({ weights, count }: TradeBuffer, total: number): Uint32Array {
  const units = new Uint32Array(count)
  let sum = 0
  for (let at = 0; at < count; at++) sum += weights[at]!
  const each = total >= count ? 1 : total / count
  const rest = total - each * count
  let shared = 0
  for (let at = 0; at < count - 1; at++) {
    shared += weights[at]!
    units[at] = Math.floor(each * (at + 1)) + Math.floor(rest * Math.min(shared / sum, 1))
  }
  units[count - 1] = total
  return units
}
