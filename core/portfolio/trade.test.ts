import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InstrumentSymbol } from '../market/instrument-symbol.ts'
import { openingAuction } from '../market/schedules.ts'
import { type EventTime, sessionClose, type TradeDate } from '../market/trade-date.ts'
import {
  type Account,
  blockedOrders,
  type Execution,
  NEW_ACCOUNT,
  netAssetValue,
  type TargetOrder,
  withTarget,
} from './account.ts'
import { anyMoments } from './testing/any-moments.ts'
import { naiveAccount } from './testing/naive-account.ts'
import { type Moment, type Quote, traded } from './trade.ts'

const A = '510300.SH' as InstrumentSymbol
const B = '512400.SH' as InstrumentSymbol
const MONDAY = 20240304 as TradeDate
const TUESDAY = 20240305 as TradeDate
const WEDNESDAY = 20240306 as TradeDate

const at = (text: string): EventTime => Date.parse(text) as EventTime
const free = (price: number | null): Quote => ({ price, lock: 'free' })

function moment(tradeDate: TradeDate, kind: Execution, quotes: Readonly<Record<string, Quote>>): Moment {
  const time = kind === 'nextOpen' ? openingAuction(tradeDate) : sessionClose(tradeDate)
  const bySymbol = Object.entries(quotes).map(
    ([symbol, quote]) => [symbol as InstrumentSymbol, quote] as const,
  )
  return { market: 'CN', tradeDate, kind, time, quotes: new Map(bySymbol) }
}

const target = (
  decidedAt: EventTime,
  weights: Readonly<Record<string, number>>,
  more: Partial<TargetOrder> = {},
): TargetOrder => ({
  decidedAt,
  execution: 'nextOpen',
  weights: Object.entries(weights).map(([symbol, weight]) => ({
    symbol: symbol as InstrumentSymbol,
    weight,
  })),
  costRate: 0,
  ...more,
})

const SATURDAY = at('2024-03-02T06:00+08:00')
const run = (account: Account, ...moments: Moment[]): Account => moments.reduce(traded, account)
const unitsOf = (account: Account, symbol: string): number =>
  account.positions.find((position) => position.symbol === symbol)?.units ?? 0

describe('an account', () => {
  it('buys at the first open after the decision, to the weights of what costs leave', () => {
    const account = run(
      withTarget(NEW_ACCOUNT, target(SATURDAY, { [A]: 0.5, [B]: 0.5 }, { costRate: 0.01 })),
      moment(MONDAY, 'nextOpen', { [A]: free(4), [B]: free(2) }),
    )
    // V + 1% of V = 1: V = 1/1.01, half of it in each.
    expect(unitsOf(account, A)).toBeCloseTo(0.5 / 1.01 / 4, 15)
    expect(unitsOf(account, B)).toBeCloseTo(0.5 / 1.01 / 2, 15)
    expect(account.cash).toBeCloseTo(0, 15)
    expect(account.cost).toBeCloseTo(1 - 1 / 1.01, 15)
    expect(netAssetValue(account)).toBeCloseTo(1 / 1.01, 15)
  })

  it('a decision at a close trades at the next, one at an open at the next open', () => {
    const close = sessionClose(MONDAY)
    const prices = { [A]: free(4) }
    const decided = withTarget(NEW_ACCOUNT, target(close, { [A]: 1 }, { execution: 'nextClose' }))
    const same = run(decided, moment(MONDAY, 'nextClose', prices), moment(TUESDAY, 'nextOpen', prices))
    expect(same.positions).toEqual([])
    expect(unitsOf(run(same, moment(TUESDAY, 'nextClose', prices)), A)).toBe(0.25)
    const atOpen = withTarget(NEW_ACCOUNT, target(openingAuction(MONDAY), { [A]: 1 }))
    expect(run(atOpen, moment(MONDAY, 'nextOpen', prices)).positions).toEqual([])
    const before = withTarget(NEW_ACCOUNT, target(at('2024-03-04T08:45+08:00'), { [A]: 1 }))
    expect(unitsOf(run(before, moment(MONDAY, 'nextOpen', prices)), A)).toBe(0.25)
  })

  it('drifts between rebalancings', () => {
    const account = run(
      withTarget(NEW_ACCOUNT, target(SATURDAY, { [A]: 0.5, [B]: 0.5 })),
      moment(MONDAY, 'nextOpen', { [A]: free(1), [B]: free(1) }),
      moment(MONDAY, 'nextClose', { [A]: free(2), [B]: free(1) }),
      moment(TUESDAY, 'nextOpen', { [A]: free(2), [B]: free(1) }),
    )
    expect(netAssetValue(account)).toBe(1.5)
    expect(unitsOf(account, A)).toBe(0.5)
    expect(account.traded).toBe(1)
  })

  it('does not sell what it bought today (T+1), and sells it tomorrow', () => {
    const open = moment(MONDAY, 'nextOpen', { [A]: free(1), [B]: free(1) })
    const close = moment(MONDAY, 'nextClose', { [A]: free(1.1), [B]: free(1) })
    const bought = run(withTarget(NEW_ACCOUNT, target(SATURDAY, { [A]: 1 })), open)
    const noon = target(at('2024-03-04T11:00+08:00'), { [B]: 1 }, { execution: 'nextClose' })
    const blocked = run(withTarget(bought, noon), close)
    expect(unitsOf(blocked, A)).toBe(1)
    expect(blockedOrders(blocked)).toEqual([
      { symbol: A, reason: 'boughtToday' },
      { symbol: B, reason: 'cash' },
    ])
    const later = run(blocked, moment(TUESDAY, 'nextClose', { [A]: free(1.2), [B]: free(1) }))
    expect(later.positions.map(({ symbol }) => symbol)).toEqual([B])
    expect(unitsOf(later, B)).toBeCloseTo(1.2, 15)
    expect(blockedOrders(later)).toEqual([])
  })

  it('foreign shares may be sold on the day of purchase', () => {
    const US = 'SPY.US' as InstrumentSymbol
    const quotes = new Map([[US, free(100)]])
    const session = { market: 'US', tradeDate: MONDAY, quotes } as const
    const bought = run(withTarget(NEW_ACCOUNT, target(SATURDAY, { [US]: 1 })), {
      ...session,
      kind: 'nextOpen',
      time: at('2024-03-04T22:30+08:00'),
    })
    expect(unitsOf(bought, US)).toBe(0.01)
    const night = target(at('2024-03-05T01:00+08:00'), {}, { execution: 'nextClose' })
    const sold = run(withTarget(bought, night), {
      ...session,
      kind: 'nextClose',
      time: at('2024-03-05T05:00+08:00'),
    })
    expect(sold).toMatchObject({ cash: 1, positions: [] })
  })

  it('cannot buy at the upper limit nor sell at the lower, and tries again', () => {
    const up = run(
      withTarget(NEW_ACCOUNT, target(SATURDAY, { [A]: 0.5, [B]: 0.5 })),
      moment(MONDAY, 'nextOpen', { [A]: { price: 1.1, lock: 'limitUp' }, [B]: free(1) }),
    )
    expect(blockedOrders(up)).toEqual([{ symbol: A, reason: 'limitUp' }])
    expect(up.cash).toBe(0.5)
    const filled = run(up, moment(MONDAY, 'nextClose', { [A]: free(1.1), [B]: free(1) }))
    expect(filled.cash).toBe(0.5)
    const next = run(filled, moment(TUESDAY, 'nextOpen', { [A]: free(1), [B]: free(1) }))
    expect(unitsOf(next, A)).toBe(0.5)

    const out = run(
      withTarget(next, target(sessionClose(TUESDAY), {})),
      moment(WEDNESDAY, 'nextOpen', { [A]: { price: 0.9, lock: 'limitDown' }, [B]: free(1) }),
    )
    expect(out.positions.map(({ symbol }) => symbol)).toEqual([A])
    expect(blockedOrders(out)).toEqual([{ symbol: A, reason: 'limitDown' }])
  })

  it('trades at the close where the source has no opening price, and says so', () => {
    const account = run(
      withTarget(NEW_ACCOUNT, target(SATURDAY, { [A]: 1 })),
      moment(MONDAY, 'nextOpen', { [A]: free(null) }),
    )
    expect(account.pending).toEqual([{ symbol: A, reason: 'noOpen' }])
    expect(blockedOrders(account)).toEqual([])
    const closed = run(account, moment(MONDAY, 'nextClose', { [A]: free(2) }))
    expect(unitsOf(closed, A)).toBe(0.5)
    expect(closed.postponed).toEqual([A])
  })

  it('of several decisions the last counts, and an older one never comes back', () => {
    const old = target(at('2024-03-04T10:00+08:00'), { [A]: 1 }, { execution: 'nextClose' })
    const newer = target(at('2024-03-04T10:30+08:00'), { [B]: 1 }, { execution: 'nextClose' })
    const opened = target(at('2024-03-04T14:00+08:00'), { [A]: 0.5 })
    const account = [opened, newer, old].reduce(withTarget, NEW_ACCOUNT)
    const prices = { [A]: free(1), [B]: free(1) }
    const closed = run(account, moment(MONDAY, 'nextClose', prices))
    expect(closed.positions.map(({ symbol }) => symbol)).toEqual([B])
    const next = run(closed, moment(TUESDAY, 'nextOpen', prices), moment(TUESDAY, 'nextClose', prices))
    expect(next.positions.map(({ symbol, units }) => [symbol, units])).toEqual([[A, 0.5]])
    expect(next.cash).toBe(0.5)
  })
})

describe('in any market', () => {
  const history = ({ targets, moments }: { targets: readonly TargetOrder[]; moments: readonly Moment[] }) => {
    let account = targets.reduce(withTarget, NEW_ACCOUNT)
    return moments.map((each) => {
      const before = account
      account = traded(account, each)
      return { before, after: account, moment: each }
    })
  }

  it('agrees with the recomputation', () => {
    fc.assert(
      fc.property(anyMoments, (market) => {
        const naive = naiveAccount(market.targets, market.moments)
        for (const [step, { after }] of history(market).entries()) {
          const expected = naive[step]!
          close(netAssetValue(after), expected.nav)
          close(after.cost, expected.cost)
          close(after.cash, expected.cash, expected.nav)
          expect(Object.fromEntries(blockedOrders(after).map((o) => [o.symbol, o.reason]))).toEqual(
            expected.blocked,
          )
          const symbols = [...after.positions.map(({ symbol }) => symbol), ...Object.keys(expected.units)]
          for (const symbol of symbols) close(unitsOf(after, symbol), expected.units[symbol] ?? 0)
        }
      }),
      { numRuns: 200, endOnFailure: true },
    )
  })

  it('keeps the identities of its books', () => {
    fc.assert(
      fc.property(anyMoments, (market) => {
        for (const { before, after, moment: each } of history(market)) {
          const priced = {
            ...before,
            positions: before.positions.map((p) => ({ ...p, price: priceOf(each, p) })),
          }
          const paid = after.cost - before.cost
          // Trading moves no value but its cost, which is the rate of what was traded.
          close(netAssetValue(after) + paid, netAssetValue(priced))
          close(paid, (after.traded - before.traded) * (after.standing?.costRate ?? 0))
          expect(after.cash).toBeGreaterThan(-1e-12 * netAssetValue(after))
          for (const { units } of after.positions) expect(units).toBeGreaterThan(0)
        }
      }),
      { numRuns: 200, endOnFailure: true },
    )
  })

  it('trades only what its target, T+1 and the limits allow', () => {
    fc.assert(
      fc.property(anyMoments, (market) => {
        const boughtToday = new Map<string, number>()
        let day = 0
        for (const { before, after, moment: each } of history(market)) {
          if (each.tradeDate !== day) boughtToday.clear()
          day = each.tradeDate
          const symbols = new Set([...before.positions, ...after.positions].map(({ symbol }) => symbol))
          for (const symbol of symbols) {
            const [had, has] = [unitsOf(before, symbol), unitsOf(after, symbol)]
            if (had === has) continue
            const quote = each.quotes.get(symbol)
            expect(market.targets.some(({ decidedAt }) => decidedAt < each.time)).toBe(true)
            expect(quote?.price).not.toBeNull()
            expect(quote?.lock).not.toBe(has > had ? 'limitUp' : 'limitDown')
            expect(quote).toBeDefined()
            if (has > had) boughtToday.set(symbol, (boughtToday.get(symbol) ?? 0) + has - had)
            else expect(has).toBeGreaterThan((boughtToday.get(symbol) ?? 0) - 1e-9 * had - 1e-15)
          }
        }
      }),
      { numRuns: 200, endOnFailure: true },
    )
  })

  it('does nothing without a target', () => {
    fc.assert(
      fc.property(anyMoments, ({ moments }) => {
        expect(moments.reduce(traded, NEW_ACCOUNT)).toEqual(NEW_ACCOUNT)
      }),
    )
  })
})

const priceOf = (each: Moment, { symbol, price }: { symbol: InstrumentSymbol; price: number }): number =>
  each.quotes.get(symbol)?.price ?? price

const close = (actual: number, expected: number, scale = 1): void =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.max(scale, Math.abs(expected)))
