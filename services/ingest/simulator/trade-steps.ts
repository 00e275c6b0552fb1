import type { DayShape } from './day-shape.ts'
import { CLOSING_STEP, limitSide, OPENING_STEP } from './day-shape.ts'
import type { Random } from './random.ts'
import { VOLUME_PROFILE } from './volume-profile.ts'

/** Lots in an average step with trades; together with the day's volume it decides how many steps have any. */
const LOTS_PER_TRADE = 8

/** From this many lots on a share surely trades in both auctions. */
const LOTS_FOR_AUCTIONS = 200

/**
 * Fills `steps` with the steps of the day in which a share trades, rising, and returns how many there are: at
 * least `needed`, at most one per unit of volume where the volume allows as many as are needed.
 */
export function fillSteps(
  steps: Int32Array,
  shape: DayShape,
  volume: { readonly units: number; readonly lots: number },
  needed: number,
  random: Random,
): number {
  const { lots, units } = volume
  const isSealedOpen = limitSide(shape, shape.open) !== 'none'
  const hasOpening = random.chance(lots >= LOTS_FOR_AUCTIONS || isSealedOpen ? 1 : 0.5)
  const hasClosing = random.chance(!shape.hasCloseCall || lots >= LOTS_FOR_AUCTIONS ? 1 : 0.5)
  const intensity = lots / shape.lastStep / LOTS_PER_TRADE
  let count = 0
  if (hasOpening) steps[count++] = OPENING_STEP
  for (let step = 1; step <= shape.lastStep; step++) {
    const expected = intensity * VOLUME_PROFILE[step]!
    if (random.unit() * (1 + expected) < expected) steps[count++] = step
  }
  if (hasClosing) steps[count++] = CLOSING_STEP
  if (count < needed) return spread(steps, shape, needed)
  return count > Math.max(units, needed) ? thin(steps, count, Math.max(units, needed)) : count
}

/** Too few trades to show the day's prices: as many as needed, from the opening on. */
function spread(steps: Int32Array, shape: DayShape, needed: number): number {
  for (let at = 0; at < needed; at++) steps[at] = Math.floor((at * shape.lastStep) / needed)
  return needed
}

/** More steps than units of volume: every so many-th one. */
function thin(steps: Int32Array, count: number, kept: number): number {
  for (let at = 0; at < kept; at++) steps[at] = steps[Math.floor((at * count) / kept)]!
  return kept
}
