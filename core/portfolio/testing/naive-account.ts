import type { TargetOrder } from '../account.ts'
import type { Moment } from '../trade.ts'

/** What the recomputation says after a moment. */
export interface NaiveState {
  readonly nav: number
  readonly cash: number
  readonly units: Readonly<Record<string, number>>
  readonly blocked: Readonly<Record<string, string>>
  readonly cost: number
}

/**
 * The accountant written a second time, in another way: one pass over everything from the beginning, plain dictionaries,
 * lots of purchases instead of counters, and bisection where the accountant solves.
 */
export function naiveAccount(targets: readonly TargetOrder[], moments: readonly Moment[]): NaiveState[] {
  const lots: { symbol: string; units: number; day: number }[] = []
  const prices: Record<string, number> = {}
  let cash = 1
  let cost = 0
  let standing: TargetOrder | undefined
  let open: Record<string, string> = {}
  const unitsOf = (symbol: string, before = Number.POSITIVE_INFINITY): number =>
    lots.reduce((sum, lot) => (lot.symbol === symbol && lot.day < before ? sum + lot.units : sum), 0)
  const symbols = (): string[] =>
    [...new Set(lots.map(({ symbol }) => symbol))].filter((s) => unitsOf(s) > 0).sort()
  const worth = (): number => symbols().reduce((sum, symbol) => sum + unitsOf(symbol) * prices[symbol]!, cash)
  const isHome = (symbol: string): boolean => !symbol.endsWith('.US') && !symbol.endsWith('.HK')

  return moments.map((moment) => {
    for (const [symbol, { price }] of moment.quotes) if (price !== null) prices[symbol] = price
    const due = targets
      .filter((t) => t.execution === moment.kind && t.decidedAt < moment.time)
      .filter((t) => standing === undefined || t.decidedAt > standing.decidedAt)
      .at(-1)
    if (due !== undefined) {
      standing = due
      open = {}
      for (const symbol of [...symbols(), ...due.weights.filter((w) => w.weight > 0).map((w) => w.symbol)])
        open[symbol] = ''
    }
    const before = worth()
    const rate = standing?.costRate ?? 0
    const wish = (symbol: string): number => standing?.weights.find((w) => w.symbol === symbol)?.weight ?? 0
    const turn = Object.keys(open)
      .filter((symbol) => isHome(symbol) === (moment.market === 'CN'))
      .filter(
        (symbol) =>
          standing?.execution === moment.kind || (open[symbol] === 'noOpen' && moment.kind === 'nextClose'),
      )
    const canTrade = turn.filter((symbol) => {
      const quote = moment.quotes.get(symbol as never)
      if (quote === undefined) open[symbol] = isHome(symbol) ? 'suspended' : open[symbol]!
      else if (quote.price === null) open[symbol] = 'noOpen'
      return quote !== undefined && quote.price !== null
    })
    const heldValue = (symbol: string): number => unitsOf(symbol) * prices[symbol]!
    const left = (among: readonly string[]): number => {
      let [low, high] = [0, before]
      for (let step = 0; step < 300; step += 1) {
        const middle = (low + high) / 2
        const paid = among.reduce((sum, s) => sum + rate * Math.abs(wish(s) * middle - heldValue(s)), 0)
        if (middle + paid > before) high = middle
        else low = middle
      }
      return high
    }
    const lockOf = (symbol: string): string => moment.quotes.get(symbol as never)!.lock
    const guess = left(canTrade)
    const free = canTrade.filter((symbol) => {
      const change = wish(symbol) * guess - heldValue(symbol)
      const stuck =
        (lockOf(symbol) === 'limitUp' && change > 1e-12 * before) ||
        (lockOf(symbol) === 'limitDown' && change < -1e-12 * before)
      if (stuck) open[symbol] = lockOf(symbol)
      return !stuck
    })
    const end = left(free)
    const changes = free.map((symbol) => ({ symbol, change: wish(symbol) * end - heldValue(symbol) }))
    for (const { symbol } of changes) delete open[symbol]
    for (const { symbol, change } of changes) {
      if (change >= -1e-12 * before || lockOf(symbol) === 'limitDown') continue
      const wanted = wish(symbol) === 0 ? unitsOf(symbol) : -change / prices[symbol]!
      const may = Math.min(wanted, isHome(symbol) ? unitsOf(symbol, moment.tradeDate) : unitsOf(symbol))
      if ((wanted - may) * prices[symbol]! > 1e-12 * before) open[symbol] = 'boughtToday'
      const everything = may === unitsOf(symbol)
      let rest = everything ? Number.POSITIVE_INFINITY : may
      for (const lot of lots) {
        if (lot.symbol !== symbol || rest === 0) continue
        const part = Math.min(lot.units, rest)
        lot.units -= part
        rest -= part
      }
      const amount = may * prices[symbol]!
      cash += amount - amount * rate
      cost += amount * rate
    }
    const buys = changes.filter(
      ({ symbol, change }) => change > 1e-12 * before && lockOf(symbol) !== 'limitUp',
    )
    const need = buys.reduce((sum, { change }) => sum + change, 0) * (1 + rate)
    const share = need > Math.max(cash, 0) ? Math.max(cash, 0) / need : 1
    for (const { symbol, change } of buys) {
      if (share < 1 - 1e-12) open[symbol] = 'cash'
      if (share === 0) continue
      lots.push({ symbol, units: (change * share) / prices[symbol]!, day: moment.tradeDate })
      cash -= change * share * (1 + rate)
      cost += change * share * rate
    }
    const blocked = Object.fromEntries(
      Object.entries(open).filter(([, reason]) => reason !== '' && reason !== 'noOpen'),
    )
    const units = Object.fromEntries(symbols().map((symbol) => [symbol, unitsOf(symbol)]))
    return { nav: worth(), cash, units, blocked, cost }
  })
}
