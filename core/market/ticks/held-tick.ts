import type { Price } from '../price.ts'
import type { Phase } from '../sessions.ts'
import type { CleanTick } from './clean-tick.ts'
import type { Snapshot } from './snapshot.ts'
import type { TickMemory } from './tick-memory.ts'

/** A tick that brings nothing new: the day so far as it was known before. */
export function heldTick(snapshot: Snapshot, phase: Phase, before: TickMemory): CleanTick {
  return {
    eventTime: snapshot.eventTime,
    phase,
    isTrade: false,
    onlyExtremes: false,
    last: before.last,
    open: before.open,
    high: before.high,
    low: before.low,
    volume: before.volume,
    amount: before.amount,
    bidPrice: 0,
    bidVolume: 0,
    askPrice: 0,
    askVolume: 0,
    noBook: true,
    prevClose: before.prevClose,
    limitUp: before.limitUp,
    limitDown: before.limitDown,
    noLimit: before.noLimit,
    halted: before.halted,
  }
}

/** A tick of which only the extremes mean anything. */
export function extremesTick(
  snapshot: Snapshot,
  phase: Phase,
  before: TickMemory,
  high: Price | null,
  low: Price | null,
): CleanTick {
  return { ...heldTick(snapshot, phase, before), onlyExtremes: true, last: null, open: null, high, low }
}
