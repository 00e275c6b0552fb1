import type { TradeDate } from '../../../core/market/trade-date.ts'
import { heldOn } from '../../../core/rotation/dated.ts'
import type { MappingConfiguration } from './mapping-configuration.ts'
import type { Market } from './mapping-stores.ts'
import type { Pair } from './pair-tables.ts'

/** Several series held in equal weights, rebalanced every session, chained from 1. */
export interface Basket {
  readonly name: string
  readonly market: Market
  readonly membersOn: (date: TradeDate) => readonly string[]
}

/** Names under which the two sides of the linkage are kept. */
export const COMPOSITE = 'linkage CN'
export const AI_BASKET = 'linkage US'

/** Under which name the closes of a pair's counterpart are kept: its symbol, or that of a basket. */
export function counterpartOf({ counterpart }: Pair): string {
  return counterpart.join('+')
}

/** Everything that a configuration follows. */
export interface Followed {
  /** Plain series by symbol. */
  readonly symbols: ReadonlySet<string>
  readonly baskets: readonly Basket[]
  /** Series and baskets whose excess returns are ranked. */
  readonly ranked: Readonly<Record<Market, ReadonlySet<string>>>
}

export function followedBy({ tables, benchmarks, usBenchmark, linkage }: MappingConfiguration): Followed {
  const pairs = tables.flatMap(({ table }) => table.pairs)
  const baskets = new Map<string, Basket>()
  for (const pair of pairs) {
    const name = counterpartOf(pair)
    if (pair.counterpart.length > 1)
      baskets.set(name, { name, market: 'US', membersOn: () => pair.counterpart })
  }
  baskets.set(COMPOSITE, {
    name: COMPOSITE,
    market: 'CN',
    membersOn: (date) => heldOn(linkage.composite, date)?.members ?? [],
  })
  baskets.set(AI_BASKET, { name: AI_BASKET, market: 'US', membersOn: () => linkage.basket })
  return {
    symbols: new Set<string>([
      ...pairs.flatMap(({ industry, counterpart }) => [industry, ...counterpart]),
      ...benchmarks.map(({ symbol }) => symbol),
      usBenchmark,
      ...linkage.composite.flatMap(({ members }) => members),
      ...linkage.basket,
    ]),
    baskets: [...baskets.values()],
    ranked: {
      CN: new Set(pairs.map(({ industry }) => industry)),
      US: new Set(pairs.map(counterpartOf)),
    },
  }
}
