import type { InstrumentSymbol } from '../market/instrument-symbol.ts'
import type { EventTime, TradeDate } from '../market/trade-date.ts'

/** The price of a session at which a target is traded. */
export type Execution = 'nextOpen' | 'nextClose'

/** What a strategy wants to hold; what is missing to 1 is cash. */
export interface TargetOrder {
  /** It is traded at the first open or close of a session after this moment. */
  readonly decidedAt: EventTime
  readonly execution: Execution
  /** Fractions of the net asset value, none negative, at most 1 in all; rising by symbol. */
  readonly weights: readonly { readonly symbol: InstrumentSymbol; readonly weight: number }[]
  /** Cost of trading, fraction of the amount traded, each way. */
  readonly costRate: number
}

export interface Position {
  readonly symbol: InstrumentSymbol
  /** Fractions of a share are held: an account begins with 1 and knows no lots. */
  readonly units: number
  /** Last price known. */
  readonly price: number
  /** Units bought on the last day of buying, which cannot be sold on that day (T+1). */
  readonly boughtUnits: number
  readonly boughtOn: TradeDate
}

/**
 * Why an order is not filled: no trade in that session, a limit on the wrong side, shares of the same day (T+1), or no
 * cash because a sale is blocked.
 */
export type Blocked = 'suspended' | 'limitUp' | 'limitDown' | 'boughtToday' | 'cash'

/** A symbol of the standing target that is not traded (wholly) yet. */
export interface PendingOrder {
  readonly symbol: InstrumentSymbol
  /** `noOpen`: the source has no opening price, so it is traded at the close. Null: its moment has not come. */
  readonly reason: Blocked | 'noOpen' | null
}

/** A strategy's account: plain data, replaced and never changed. */
export interface Account {
  readonly cash: number
  /** Rising by symbol. */
  readonly positions: readonly Position[]
  /** Traded last, and its unfilled rest retried until another takes its place. */
  readonly standing: TargetOrder | null
  /** Rising by symbol. */
  readonly pending: readonly PendingOrder[]
  /** Decided, their moment not come; rising by decision. */
  readonly waiting: readonly TargetOrder[]
  /** Amounts bought and sold since the books were closed last. */
  readonly traded: number
  /** Cost paid since then. */
  readonly cost: number
  /** Symbols traded at the close since then because they had no opening price; rising. */
  readonly postponed: readonly InstrumentSymbol[]
}

/** An account before its first trade: worth 1, all of it cash. */
export const NEW_ACCOUNT: Account = {
  cash: 1,
  positions: [],
  standing: null,
  pending: [],
  waiting: [],
  traded: 0,
  cost: 0,
  postponed: [],
}

/** The account with another decision waiting. Of two of the same moment the later call counts. */
export function withTarget(account: Account, target: TargetOrder): Account {
  const others = account.waiting.filter(({ decidedAt }) => decidedAt !== target.decidedAt)
  const waiting = [...others, target].sort((a, b) => a.decidedAt - b.decidedAt)
  return { ...account, waiting }
}

/** Cash and positions at their last known prices, added up in the order of symbols. */
export function netAssetValue({ cash, positions }: Pick<Account, 'cash' | 'positions'>): number {
  let value = cash
  for (const { units, price } of positions) value += units * price
  return value
}

/** The account with every position at its last known close; one without any keeps its price. */
export function marked(account: Account, priceOf: (symbol: InstrumentSymbol) => number | undefined): Account {
  const positions = account.positions.map((position) => {
    const price = priceOf(position.symbol) ?? position.price
    return price === position.price ? position : { ...position, price }
  })
  return { ...account, positions }
}

/** The account after its books were closed: nothing traded since. */
export const booksClosed = (account: Account): Account => ({ ...account, traded: 0, cost: 0, postponed: [] })

/** Symbols that an account holds or wants; prices of others say nothing to it. */
export function followedBy({ positions, standing, waiting }: Account): ReadonlySet<InstrumentSymbol> {
  const targets = standing === null ? waiting : [standing, ...waiting]
  const legs = [...positions, ...targets.flatMap(({ weights }) => weights)]
  return new Set(legs.map(({ symbol }) => symbol))
}

/** Orders that could not be filled so far. */
export function blockedOrders({
  pending,
}: Pick<Account, 'pending'>): readonly { readonly symbol: InstrumentSymbol; readonly reason: Blocked }[] {
  return pending.flatMap(({ symbol, reason }) =>
    reason === null || reason === 'noOpen' ? [] : [{ symbol, reason }],
  )
}
