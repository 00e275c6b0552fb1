import type { TradeDate } from '../../../core/market/trade-date.ts'

/** A symbol counts as recently active when it traded in one of this many sessions of the data. */
const RECENT_SESSIONS = 10

/**
 * Tells data gaps from suspensions: a session in which fewer than half of the recently active symbols
 * traded in our data is a gap in the data (design: gaps).
 */
export class DataCoverage {
  /** Number of the session in which each symbol last traded. */
  readonly #lastTraded = new Map<string, number>()
  readonly #recent: TradeDate[] = []
  #sessions = 0

  /** Whether the session is a gap; then takes it in. */
  close(tradeDate: TradeDate, symbols: Iterable<string>): boolean {
    let active = 0
    for (const session of this.#lastTraded.values()) if (this.#isRecent(session)) active += 1
    let traded = 0
    for (const symbol of symbols) if (this.#isRecent(this.#lastTraded.get(symbol))) traded += 1
    this.restore(tradeDate, symbols)
    return traded * 2 < active
  }

  /** Takes in a session that was judged before. */
  restore(tradeDate: TradeDate, symbols: Iterable<string>): void {
    this.#sessions += 1
    for (const symbol of symbols) this.#lastTraded.set(symbol, this.#sessions)
    this.#recent.push(tradeDate)
    if (this.#recent.length > RECENT_SESSIONS) this.#recent.shift()
  }

  /** Takes in what came later for a session that was closed; what is not recent any more changes nothing. */
  amend(tradeDate: TradeDate, symbols: Iterable<string>): void {
    const at = this.#recent.indexOf(tradeDate)
    if (at < 0) return
    const session = this.#sessions - (this.#recent.length - 1 - at)
    for (const symbol of symbols)
      if ((this.#lastTraded.get(symbol) ?? 0) < session) this.#lastTraded.set(symbol, session)
  }

  /** The sessions that a restart must restore, oldest first. */
  get sessions(): readonly TradeDate[] {
    return [...this.#recent]
  }

  #isRecent(session: number | undefined): boolean {
    return session !== undefined && session > this.#sessions - RECENT_SESSIONS
  }
}
