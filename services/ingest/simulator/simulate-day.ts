import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { SourceTick, Sweep } from '../ticks/source-tick.ts'
import type { SimulatedBar } from './day-shape.ts'
import { daySlots } from './day-slots.ts'
import type { SimulatedFaults } from './faults.ts'
import { haltedTicks } from './halted-ticks.ts'
import { SimulatedShare } from './simulated-share.ts'
import { TradePlanner } from './trade-planner.ts'
import { withFaults } from './with-faults.ts'

export interface SimulationOptions {
  readonly tradeDate: TradeDate
  /** One per share, in any order. */
  readonly bars: readonly SimulatedBar[]
  /** The same seed gives the same day, snapshot by snapshot. */
  readonly seed: number
  /**
   * `natural` (default): a share sends a snapshot when something changed, liquid ones every three seconds, dead
   * ones rarely. `full`: every share every three seconds of the session, about 4,800 snapshots each.
   */
  readonly cadence?: 'full' | 'natural'
  readonly faults?: SimulatedFaults
  /** Shares that do not trade; one that has a bar trades all the same. */
  readonly suspended?: readonly InstrumentSymbol[]
}

/**
 * A day of the whole market, three seconds per sweep, made from its real daily bars: day figures and final limit
 * states are the bars', the ways between are invented (docs/simulator.md). A share's snapshots depend on the
 * seed and its own bar only.
 */
export function simulateDay(options: SimulationOptions): Generator<Sweep> {
  const sweeps = cleanDay(options)
  return options.faults === undefined ? sweeps : withFaults(sweeps, options.faults, options)
}

function* cleanDay(options: SimulationOptions): Generator<Sweep> {
  const { tradeDate, bars, seed, cadence } = options
  const planner = new TradePlanner()
  const shared = { seed, planner, isFull: cadence === 'full' }
  const shares = bars.map((simulated) => new SimulatedShare(simulated, shared)).sort(byOffset)
  const traded = new Set(bars.map(({ bar }) => bar.symbol))
  const halted = (options.suspended ?? []).filter((symbol) => !traded.has(symbol))
  for (const slot of daySlots(tradeDate)) {
    const ticks: SourceTick[] = []
    if (slot.kind !== 'silent') {
      for (const share of shares) {
        const tick = share.snapshot(slot)
        if (tick !== null) ticks.push(tick)
      }
    }
    if (slot.kind === 'openCall' && slot.index === 0 && halted.length > 0) {
      ticks.push(...haltedTicks(halted, slot, tradeDate, seed))
      ticks.sort((a, b) => a.eventTime - b.eventTime)
    }
    yield { until: slot.until, ticks }
  }
}

function byOffset(a: SimulatedShare, b: SimulatedShare): number {
  return a.offset - b.offset || (a.symbol < b.symbol ? -1 : 1)
}
