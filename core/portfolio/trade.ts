import type { InstrumentSymbol } from '../market/instrument-symbol.ts'
import { type Market, marketOf } from '../market/market-close.ts'
import type { EventTime, TradeDate } from '../market/trade-date.ts'
import {
  type Account,
  type Execution,
  marked,
  netAssetValue,
  type PendingOrder,
  type Position,
  type TargetOrder,
} from './account.ts'
import type { Lock } from './locked.ts'
import { valueAfterCosts } from './rebalance.ts'

/** The open or the close of one market's session. */
export interface Moment {
  readonly market: Market
  readonly tradeDate: TradeDate
  readonly kind: Execution
  readonly time: EventTime
  /** Symbols that traded in the session; a symbol that is not here did not. */
  readonly quotes: ReadonlyMap<InstrumentSymbol, Quote>
}

export interface Quote {
  /** Null: the source has no opening price. */
  readonly price: number | null
  readonly lock: Lock
}

/**
 * What an account is after the open or close of a session. Positions are marked at its prices; of the decisions made
 * before it the last becomes the standing target; then every symbol of this market that is not at its target yet is traded.
 *
 * A symbol locked at its upper limit cannot be bought, one at its lower limit cannot be sold, one without a trade neither;
 * what was bought today is not sold today (T+1, mainland). Purchases are cut in equal parts where blocked sales leave too
 * little cash. What is not filled is tried again at the same moment of the sessions that follow, until it is filled or
 * another target stands; symbols that have been filled drift until then.
 */
export function traded(account: Account, moment: Moment): Account {
  const atPrices = marked(account, (symbol) => moment.quotes.get(symbol)?.price ?? undefined)
  const current = withDueTarget(atPrices, moment)
  const { standing } = current
  if (standing === null || !current.pending.some((order) => isFor(order, standing, moment))) return current
  return new Trading(current, standing, moment).result()
}

/** Differences below this part of the net asset value are rounding, not orders. */
const DUST = 1e-12

const isFor = ({ symbol, reason }: PendingOrder, { execution }: TargetOrder, moment: Moment): boolean =>
  marketOf(symbol) === moment.market &&
  (execution === moment.kind || (reason === 'noOpen' && moment.kind === 'nextClose'))

function withDueTarget(account: Account, moment: Moment): Account {
  const due = account.waiting.findLast(
    ({ execution, decidedAt }) => execution === moment.kind && decidedAt < moment.time,
  )
  if (due === undefined) return account
  const symbols = new Set([
    ...account.positions.map(({ symbol }) => symbol),
    ...due.weights.flatMap(({ symbol, weight }) => (weight > 0 ? [symbol] : [])),
  ])
  // A foreign session does not begin a target that has nothing to do there.
  if (moment.market !== 'CN' && ![...symbols].some((symbol) => marketOf(symbol) === moment.market))
    return account
  return {
    ...account,
    standing: due,
    pending: [...symbols].sort().map((symbol) => ({ symbol, reason: null })),
    waiting: account.waiting.filter(({ decidedAt }) => decidedAt > due.decidedAt),
  }
}

/** One order on its way through a moment. */
interface Order {
  readonly symbol: InstrumentSymbol
  readonly price: number
  readonly lock: Lock
  readonly value: number
  readonly weight: number
}

/** The trades of one moment. */
class Trading {
  readonly #account: Account
  readonly #target: TargetOrder
  readonly #moment: Moment
  readonly #positions: Map<InstrumentSymbol, Position>
  readonly #pending = new Map<InstrumentSymbol, PendingOrder['reason']>()
  #cash: number
  #traded = 0
  #cost = 0

  constructor(account: Account, target: TargetOrder, moment: Moment) {
    this.#account = account
    this.#target = target
    this.#moment = moment
    this.#cash = account.cash
    this.#positions = new Map(account.positions.map((position) => [position.symbol, position]))
  }

  result(): Account {
    const before = netAssetValue(this.#account)
    const orders = this.#unlocked(before, this.#orders())
    const after = valueAfterCosts(before, orders, this.#target.costRate)
    const wanted = orders.map((order) => ({
      order,
      amount: clipped(order, order.weight * after - order.value),
    }))
    for (const { order, amount } of wanted) if (amount < -DUST * before) this.#sell(order, -amount, before)
    this.#buyAll(wanted.filter(({ amount }) => amount > DUST * before))
    const { postponed, traded, cost } = this.#account
    return {
      ...this.#account,
      cash: this.#cash,
      positions: [...this.#positions.values()].sort(bySymbol),
      pending: [...this.#pending].map(([symbol, reason]) => ({ symbol, reason })).sort(bySymbol),
      traded: traded + this.#traded,
      cost: cost + this.#cost,
      postponed: [...new Set([...postponed, ...this.#lateOpens()])].sort(),
    }
  }

  /** The pending orders that can be looked at now; all others stay pending. */
  #orders(): Order[] {
    const { quotes, market } = this.#moment
    const weights = new Map(this.#target.weights.map(({ symbol, weight }) => [symbol, weight]))
    return this.#account.pending.flatMap((pending) => {
      const { symbol, reason } = pending
      const quote = quotes.get(symbol)
      if (!isFor(pending, this.#target, this.#moment)) this.#pending.set(symbol, reason)
      // Of foreign markets not every symbol's bar comes at the same moment.
      else if (quote === undefined) this.#pending.set(symbol, market === 'CN' ? 'suspended' : reason)
      else if (quote.price === null) this.#pending.set(symbol, 'noOpen')
      else {
        const value = (this.#positions.get(symbol)?.units ?? 0) * quote.price
        return [{ symbol, price: quote.price, lock: quote.lock, value, weight: weights.get(symbol) ?? 0 }]
      }
      return []
    })
  }

  /** Takes out the orders that stand before a limit. */
  #unlocked(before: number, orders: readonly Order[]): Order[] {
    const after = valueAfterCosts(before, orders, this.#target.costRate)
    return orders.filter((order) => {
      const amount = order.weight * after - order.value
      if (clipped(order, amount) === amount || Math.abs(amount) <= DUST * before) return true
      this.#pending.set(order.symbol, order.lock as 'limitUp' | 'limitDown')
      return false
    })
  }

  #sell({ symbol, price, weight }: Order, amount: number, before: number): void {
    const position = this.#positions.get(symbol)!
    const free = sellable(position, this.#moment)
    const wanted = weight === 0 ? position.units : Math.min(amount / price, position.units)
    const units = Math.min(wanted, free)
    if ((wanted - units) * price > DUST * before) this.#pending.set(symbol, 'boughtToday')
    if (units === 0) return
    this.#pay(units * price, 1)
    if (units === position.units) this.#positions.delete(symbol)
    else this.#positions.set(symbol, { ...position, units: position.units - units })
  }

  #buyAll(wanted: readonly { readonly order: Order; readonly amount: number }[]): void {
    const need = wanted.reduce((sum, { amount }) => sum + amount * (1 + this.#target.costRate), 0)
    if (need === 0) return
    const part = Math.min(1, Math.max(this.#cash, 0) / need)
    for (const { order, amount } of wanted) {
      if (part < 1 - DUST) this.#pending.set(order.symbol, 'cash')
      if (part > 0) this.#buy(order, amount * part)
    }
  }

  #buy({ symbol, price }: Order, amount: number): void {
    const { tradeDate } = this.#moment
    const units = amount / price
    const held = this.#positions.get(symbol)
    const today = held?.boughtOn === tradeDate ? held.boughtUnits : 0
    this.#pay(amount, -1)
    this.#positions.set(symbol, {
      symbol,
      units: (held?.units ?? 0) + units,
      price,
      boughtUnits: today + units,
      boughtOn: tradeDate,
    })
  }

  #pay(amount: number, sign: 1 | -1): void {
    const cost = amount * this.#target.costRate
    this.#cash += sign * amount - cost
    this.#traded += amount
    this.#cost += cost
  }

  /** Symbols without an opening price that are traded now, at the close. */
  #lateOpens(): InstrumentSymbol[] {
    return this.#account.pending.flatMap(({ symbol, reason }) =>
      reason === 'noOpen' && !this.#pending.has(symbol) ? [symbol] : [],
    )
  }
}

/** What may be traded of an amount: nobody sells at the upper limit, nobody buys at the lower one. */
function clipped({ lock }: Order, amount: number): number {
  if (lock === 'limitUp') return Math.min(amount, 0)
  return lock === 'limitDown' ? Math.max(amount, 0) : amount
}

function sellable({ symbol, units, boughtUnits, boughtOn }: Position, { tradeDate }: Moment): number {
  return marketOf(symbol) === 'CN' && boughtOn === tradeDate ? units - boughtUnits : units
}

const bySymbol = (
  { symbol: a }: { readonly symbol: string },
  { symbol: b }: { readonly symbol: string },
): number => (a < b ? -1 : a > b ? 1 : 0)
