import type { TradeDate } from '../../../core/market/trade-date.ts'

/** A symbol counts as recently active when it traded in one of this many sessions of the data. */
const RECENT_SESSIONS = 10

/**
 * Tells data gaps from suspensions: a session in which fewer than half of the recently active symbols
 * traded in our data is a gap in the data (design: gaps).
 */
export class DataCoverage {
  readonly #recent: { readonly tradeDate: TradeDate; readonly symbols: ReadonlySet<string> }[] = []

  /** Whether the session is a gap; then takes it in. */
  close(tradeDate: TradeDate, symbols: ReadonlySet<string>): boolean {
    const active = new Set<string>()
    for (const session of this.#recent) for (const symbol of session.symbols) active.add(symbol)
    let traded = 0
    for (const symbol of active) if (symbols.has(symbol)) traded += 1
    this.restore(tradeDate, symbols)
    return traded * 2 < active.size
  }

  /** Takes in a session that was judged before. */
  restore(tradeDate: TradeDate, symbols: ReadonlySet<string>): void {
    this.#recent.push({ tradeDate, symbols })
    if (this.#recent.length > RECENT_SESSIONS) this.#recent.shift()
  }

  /** The sessions that a restart must restore, oldest first. */
  get sessions(): readonly TradeDate[] {
    return this.#recent.map(({ tradeDate }) => tradeDate)
  }
}
