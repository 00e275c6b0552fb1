import type { Board } from '../../../core/market/board.ts'
import type { RiskStatus } from '../../../core/market/risk-status.ts'

/**
 * Which companies the microcap index is chosen from. What Wind says in public of 8841431 (domain.md C11): the 400 smallest A
 * shares without ST, equal weight, every day anew. All else is our own choice, and said in docs/signals/microcap-index.md.
 */
export const MICRO_UNIVERSE: {
  readonly count: number
  readonly boards: ReadonlySet<Board>
  readonly excludedStatus: ReadonlySet<RiskStatus>
  readonly listingDays: number
  readonly absentSessions: number
} = {
  count: 400,
  /** Own choice: Beijing, with limits and investors of its own, is left out; our history has no bars of it. */
  boards: new Set<Board>(['SH_MAIN', 'SZ_MAIN', 'CHINEXT', 'STAR']),
  /** ST and *ST by the rule; the delisting period by the same thought: nobody starts to hold what is leaving. */
  excludedStatus: new Set<RiskStatus>(['st', 'starSt', 'delisting']),
  /**
   * Own choice: a newcomer may be chosen 14 calendar days after its first session, when its five sessions without a
   * price limit are over; an IPO of the old regime not before it has opened.
   */
  listingDays: 14,
  /**
   * Own choice: a suspended company stays with its last price, and what it jumps when it trades again counts; after
   * this many sessions it is out until it trades, as absent companies are elsewhere.
   */
  absentSessions: 20,
}
