import type { DayShape } from './day-shape.ts'
import type { Random } from './random.ts'

/** A call auction as its indicative snapshots tell it: from a price towards the one at which it trades. */
export interface CallAuction {
  readonly from: number
  readonly result: number
  /** Shares that trade in it. */
  readonly volume: number
  /** Snapshots until the result. */
  readonly slots: number
  /** Noise at its start, as a share of the price. */
  readonly noise: number
}

/** Indicative price 虚拟匹配价 of a snapshot: nearer to the result from slot to slot, and there in the last. */
export function indicativePrice(auction: CallAuction, shape: DayShape, slot: number, random: Random): number {
  const { from, result, slots, noise } = auction
  const { tick, limits } = shape
  const open = 1 - slot / (slots - 1)
  const away = (from - result) * random.unit() + result * noise * (2 * random.unit() - 1)
  const price = result + Math.round((away * open) / tick) * tick
  return Math.min(Math.max(price, limits?.down ?? tick), limits?.up ?? Number.MAX_SAFE_INTEGER)
}

/** Shares that would match at the indicative price: growing to the auction's volume. */
export function matchedVolume({ volume, slots }: CallAuction, slot: number): number {
  if (slot === slots - 1) return volume
  const matched = Math.floor((volume * (slot + 1)) / slots)
  return Math.max(matched - (matched % 100), Math.min(100, volume))
}
