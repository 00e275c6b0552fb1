import type { Price } from '../../../core/market/price.ts'
import type { SourceTick } from '../ticks/source-tick.ts'
import type { SimulatedFaults } from './faults.ts'
import type { Random } from './random.ts'

/** The snapshot with at most one value harmed; the same object if it stays whole. */
export function harmed(tick: SourceTick, faults: SimulatedFaults, random: Random): SourceTick {
  const { crossed = 0, offGrid = 0, highBelowLast = 0 } = faults
  const any = crossed + offGrid + highBelowLast
  const draw = any === 0 ? 1 : random.unit()
  if (draw >= any) return tick
  if (tick.last === null || tick.status === 'closed') return tick
  if (draw < crossed) return crossedBook(tick)
  if (draw < crossed + offGrid) return { ...tick, last: (tick.last + 37) as Price }
  return { ...tick, high: (tick.last - 100) as Price }
}

function crossedBook(tick: SourceTick): SourceTick {
  const { bidPrices, askPrices } = tick
  if (bidPrices.length === 0 || askPrices.length === 0) return tick
  return { ...tick, bidPrices: askPrices, askPrices: bidPrices }
}
