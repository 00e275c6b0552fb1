import { sessionClose, type TradeDate } from '../../../core/market/trade-date.ts'
import { type Account, blockedOrders } from '../../../core/portfolio/account.ts'
import { periodFigures, type SessionResult, type Tally } from '../../../core/portfolio/tally.ts'
import type { OutputEvent } from '../../../runtime/processor/processor.ts'

const NEW = { revision: 0, deleted: false } as const

/** A strategy's account after a session. */
export function dayRow(
  strategy: string,
  day: SessionResult & { readonly account: Account; readonly cost: number; readonly drawdown: number },
): OutputEvent<'portfolios'> {
  const { account, ...figures } = day
  const eventTime = sessionClose(day.tradeDate)
  return {
    topic: 'portfolios',
    key: `${strategy}/${day.tradeDate}`,
    eventTime,
    value: {
      ...NEW,
      strategy,
      eventTime,
      ...figures,
      cash: account.cash / day.nav,
      holdings: account.positions.length,
      blocked: blockedOrders(account).length,
    },
  }
}

/** What is held, wanted or blocked after a session, by symbol. */
export function weightRows(
  strategy: string,
  tradeDate: TradeDate,
  { positions, standing, pending, postponed }: Account,
  nav: number,
): readonly OutputEvent<'weights'>[] {
  const eventTime = sessionClose(tradeDate)
  const held = new Map(positions.map(({ symbol, units, price }) => [symbol, (units * price) / nav]))
  const wanted = new Map(standing?.weights.map(({ symbol, weight }) => [symbol, weight]))
  const reasons = new Map([
    ...postponed.map((symbol) => [symbol, 'noOpen'] as const),
    ...pending.map(({ symbol, reason }) => [symbol, reason] as const),
  ])
  const symbols = new Set([...held.keys(), ...wanted.keys(), ...postponed])
  return [...symbols].sort().map((symbol) => ({
    topic: 'weights',
    key: `${strategy}/${symbol}/${tradeDate}`,
    eventTime,
    value: {
      ...NEW,
      strategy,
      tradeDate,
      eventTime,
      symbol,
      weight: held.get(symbol) ?? 0,
      target: wanted.get(symbol) ?? 0,
      blocked: reasons.get(symbol) ?? null,
    },
  }))
}

/** Figures of a period so far; each session replaces what was said of it before. */
export function statRow(strategy: string, period: string, tally: Tally): OutputEvent<'portfolioStats'> {
  const eventTime = sessionClose(tally.to)
  return {
    topic: 'portfolioStats',
    key: `${strategy}/${period}`,
    eventTime,
    value: {
      revision: tally.sessions - 1,
      deleted: false,
      strategy,
      period,
      eventTime,
      ...periodFigures(tally),
    },
  }
}
