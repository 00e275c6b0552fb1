import type { DayShape } from './day-shape.ts'
import { CONTINUOUS_STEPS } from './day-slots.ts'
import { neededTrades, priceNodes } from './price-nodes.ts'
import { fillPath } from './price-path.ts'
import type { Random } from './random.ts'
import { TradeList } from './trade-list.ts'
import { fillSteps } from './trade-steps.ts'
import { fillWeights, type TradeBuffer } from './trade-volumes.ts'

const LOT = 100

/** Plans the days of many shares one after the other in one set of buffers. */
export class TradePlanner {
  readonly #trades: TradeBuffer = {
    count: 0,
    steps: new Int32Array(CONTINUOUS_STEPS + 2),
    ticks: new Int32Array(CONTINUOUS_STEPS + 2),
    states: new Uint8Array(CONTINUOUS_STEPS + 2),
    weights: new Float64Array(CONTINUOUS_STEPS + 2),
  }

  /** When a share trades, at which prices, how much. */
  plan(shape: DayShape, random: Random): TradeList {
    const trades = this.#trades
    const { volume } = shape.bar
    const needed = neededTrades(shape)
    const lots = volume / LOT
    const unit = lots >= needed ? LOT : 1
    trades.count = fillSteps(trades.steps, shape, { units: Math.floor(volume / unit), lots }, needed, random)
    fillPath(trades, shape, priceNodes(shape, trades.count, random), random)
    fillWeights(trades, shape, random)
    return new TradeList(trades, shape, unit)
  }
}
