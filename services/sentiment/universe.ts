import type { Board } from '../../core/market/board.ts'
import type { LimitRule } from '../../core/market/limit-rules.ts'
import type { RiskStatus } from '../../core/market/risk-status.ts'
import type { Exclusion } from '../../schemas/generated/events.ts'

/**
 * Universe of the limit statistics E(T) (domain.md B1): A shares of Shanghai and Shenzhen without ST and
 * *ST, without the delisting period, without days that have no limit, without IPOs of the old regime that
 * have not opened. Beijing is computed beside it and left out of the headline. Written into every row.
 */
export const UNIVERSE = 'shsz-noST-noDelisting-noFreeDays-openedIPO/1'

/** Version of the definitions in this folder; rises when one changes. */
export const DEFINITION = 1

export interface UniverseFacts {
  readonly board: Board
  readonly status: RiskStatus
  readonly rule: LimitRule
  readonly unopenedIpo: boolean
  /** The bar shows prices beyond the limits that we compute: our limits do not hold that day. */
  readonly contradicted: boolean
}

/** Why a symbol does not count in the headline; null if it does. */
export function exclusionOf(facts: UniverseFacts): Exclusion | null {
  if (facts.rule.kind === 'none') return 'noLimit'
  if (facts.unopenedIpo) return 'unopenedIpo'
  if (facts.status === 'delisting') return 'delisting'
  if (facts.status === 'st' || facts.status === 'starSt') return 'st'
  if (facts.contradicted) return 'contradicted'
  return facts.board === 'BSE' ? 'bse' : null
}

/** Counts somewhere: in the headline, or among Beijing's own. */
export const isCountable = (exclusion: Exclusion | null): boolean => exclusion === null || exclusion === 'bse'
