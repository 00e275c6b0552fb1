import { boardOf } from '../../core/market/board.ts'
import type { Price } from '../../core/market/price.ts'
import type { SimulatedFaults } from '../../services/ingest/simulator/faults.ts'
import { simulateDay } from '../../services/ingest/simulator/simulate-day.ts'
import { CLEAN_LINE } from './bad-line.ts'
import { limitsOf, sessionOf, type TickMarket, tickMarket } from './tick-market.ts'

/** A made-up market whose last session of bars is sent as the snapshots that the simulator makes of it. */
export function simulatedMarket(options: {
  readonly seed: number
  readonly shares: number
  readonly faults: SimulatedFaults
}): TickMarket {
  const { seed, faults } = options
  const habits = Array.from({ length: options.shares }, () => 'trades' as const)
  const market = tickMarket({ seed, habits, tickSessions: 0, line: CLEAN_LINE })
  const closes = new Map<string, Price>()
  for (const { bars } of market.days.slice(0, -1))
    for (const { symbol, close } of bars) closes.set(symbol, close)
  const { tradeDate, bars } = market.days.at(-1)!
  const traded = new Set(bars.map(({ symbol }) => symbol))
  const sweeps = simulateDay({
    tradeDate,
    seed,
    faults,
    suspended: market.shares.map(({ symbol }) => symbol).filter((symbol) => !traded.has(symbol)),
    bars: bars.map((bar) => {
      const prevClose = bar.prevClose ?? closes.get(bar.symbol)!
      const share = market.shares.find(({ symbol }) => symbol === bar.symbol)!
      return { bar: { ...bar, prevClose }, limits: limitsOf(share, prevClose), board: boardOf(bar.symbol) }
    }),
  })
  const day = { tradeDate, bars: [], sweeps: [...sweeps] }
  const days = [...market.days.slice(0, -1), day]
  return { ...market, days, sessions: days.map((one) => sessionOf(one)) }
}
