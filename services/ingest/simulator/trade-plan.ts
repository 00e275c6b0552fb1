import { PRICE_PER_FEN } from '../../../core/market/price.ts'
import { AmountMeter, type AmountPlan } from './amount-meter.ts'
import type { DayShape } from './day-shape.ts'
import { CONTINUOUS_STEPS } from './day-slots.ts'
import { neededTrades, priceNodes } from './price-nodes.ts'
import { FREE, fillPath } from './price-path.ts'
import type { Random } from './random.ts'
import { fillSteps } from './trade-steps.ts'
import { cumulativeUnits, fillWeights, type TradeBuffer } from './trade-volumes.ts'

/** The trades of one share on one day, at most one per step, in typed arrays of the same length. */
export interface TradePlan {
  readonly steps: Uint16Array
  /** 1/10000 CNY. */
  readonly prices: Int32Array
  /** Cumulative volume in units of `unit` shares; `oddShares` come on top with the first trade. */
  readonly units: Uint32Array
  /** FREE, SEALED_UP or SEALED_DOWN after the trade. */
  readonly states: Uint8Array
  readonly unit: number
  readonly oddShares: number
  readonly amounts: AmountPlan
}

const LOT = 100

/** Makes the plans of many shares one after the other in one set of buffers. */
export class TradePlanner {
  readonly #trades: TradeBuffer = {
    count: 0,
    steps: new Int32Array(CONTINUOUS_STEPS + 2),
    ticks: new Int32Array(CONTINUOUS_STEPS + 2),
    states: new Uint8Array(CONTINUOUS_STEPS + 2),
    weights: new Float64Array(CONTINUOUS_STEPS + 2),
  }

  plan(shape: DayShape, random: Random): TradePlan {
    const trades = this.#trades
    const { volume } = shape.bar
    const needed = neededTrades(shape)
    const lots = volume / LOT
    const unit = lots >= needed ? LOT : 1
    const total = Math.floor(volume / unit)
    trades.count = fillSteps(trades.steps, shape, { units: total, lots }, needed, random)
    fillPath(trades, shape, priceNodes(shape, trades.count, random), random)
    fillWeights(trades, shape, random)
    const plan = {
      steps: new Uint16Array(trades.steps.subarray(0, trades.count)),
      prices: prices(trades, shape),
      units: cumulativeUnits(trades, total),
      states: trades.states.slice(0, trades.count),
      unit,
      oddShares: volume - total * unit,
    }
    return { ...plan, amounts: amountPlan(plan, shape) }
  }
}

function prices({ ticks, count }: TradeBuffer, { bar, tick }: DayShape): Int32Array {
  const prices = new Int32Array(count)
  for (let at = 0; at < count; at++) prices[at] = bar.low + ticks[at]! * tick
  return prices
}

/** The narrowest plan under which the trades add up to the bar's amount. */
function amountPlan(trades: Omit<TradePlan, 'amounts'>, { bar }: DayShape): AmountPlan {
  if (bar.amount === null) return { kind: 'none' }
  const target = bar.amount * PRICE_PER_FEN
  for (const within of ['soFar', 'day'] as const) {
    const plain = meter(trades, bar, { kind: 'room', within, direction: 1, share: 0, remainder: 0 })
    const direction = target >= plain.cash ? 1 : -1
    const trial = { kind: 'room', within, direction, share: 0, remainder: 0 } as const
    const missing = Math.abs(target - plain.cash)
    const room = direction === 1 ? plain.room : meter(trades, bar, trial).room
    if (missing > room) continue
    // A hair less than the exact share: the rounded parts must not add up to more than is missing.
    const share = missing === 0 ? 0 : (missing / room) * (1 - 1e-12)
    const spread = meter(trades, bar, { ...trial, share })
    return { ...trial, share, remainder: Math.abs(target - spread.cash) }
  }
  return { kind: 'average' }
}

function meter(trades: Omit<TradePlan, 'amounts'>, bar: DayShape['bar'], plan: AmountPlan): AmountMeter {
  const { prices, units, states, unit, oddShares } = trades
  const meter = new AmountMeter(bar, plan)
  let before = 0
  for (let at = 0; at < prices.length; at++) {
    const volume = units[at]! * unit + oddShares
    meter.trade(prices[at]!, volume - before, states[at] !== FREE)
    before = volume
  }
  return meter
}
