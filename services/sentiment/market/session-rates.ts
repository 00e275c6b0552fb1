import { SESSION_MINUTES } from '../../../core/market/sessions.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { type MarketState, padded } from './market-stores.ts'
import { SCOPES } from './scope.ts'

/** Sessions with ticks whose promotion rates are kept (domain.md B7). */
export const KEPT_SESSIONS = 60

/** Promotion rates of a scope at the same minute of the sessions kept, in no particular order. */
export function earlierRates(state: MarketState, scope: string, minute: number): readonly (number | null)[] {
  const rates: (number | null)[] = []
  for (const session of state.history.unordered())
    if (session.scope === scope) rates.push(session.rates[minute] ?? null)
  return rates
}

/** Keeps the rates of the session that closes, if it had minutes, and forgets the oldest. */
export function keepRates(state: MarketState, tradeDate: TradeDate): void {
  if (state.minutes.size === 0) return
  for (const { name: scope } of SCOPES) {
    const rates = Array.from(
      { length: SESSION_MINUTES },
      (_, minute) => state.minutes.get(`${scope}/${padded(minute)}`)?.rate ?? null,
    )
    state.history.set(`${scope}/${tradeDate}`, { scope, tradeDate, rates })
    const kept = state.history.sorted().filter(([, session]) => session.scope === scope)
    for (const [key] of kept.slice(0, Math.max(0, kept.length - KEPT_SESSIONS))) state.history.delete(key)
  }
}
