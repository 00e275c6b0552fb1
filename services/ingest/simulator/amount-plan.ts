import { PRICE_PER_FEN } from '../../../core/market/price.ts'
import type { SourceBar } from '../source.ts'
import { AmountMeter, type AmountPlan } from './amount-meter.ts'
import type { TradeList } from './trade-list.ts'

/** The narrowest plan under which the trades add up to the bar's amount. */
export function amountPlan(trades: TradeList, bar: SourceBar): AmountPlan {
  const plain = { direction: 1, share: 0, remainder: 0 } as const
  if (bar.amount === null) return { kind: 'none', ...plain }
  const target = bar.amount * PRICE_PER_FEN
  for (const kind of ['soFar', 'day'] as const) {
    const direction = target >= measured(trades, bar, { kind, ...plain }).cash ? 1 : -1
    const trial = { kind, direction, share: 0, remainder: 0 } as const
    const { cash, room } = measured(trades, bar, trial)
    const missing = Math.abs(target - cash)
    if (missing > room) continue
    // A hair less than the exact share: the rounded parts must not add up to more than is missing.
    const share = missing === 0 ? 0 : (missing / room) * (1 - 1e-12)
    const spread = measured(trades, bar, { ...trial, share })
    return { ...trial, share, remainder: Math.abs(target - spread.cash) }
  }
  return { kind: 'average', ...plain }
}

function measured(trades: TradeList, bar: SourceBar, plan: AmountPlan): { cash: number; room: number } {
  const meter = new AmountMeter(bar, plan)
  let before = 0
  let room = 0
  for (let at = 0; at < trades.length; at++) {
    const volume = trades.volume(at)
    room += meter.trade(trades.price(at), volume - before, trades.isSealed(at))
    before = volume
  }
  return { cash: meter.cash, room }
}
