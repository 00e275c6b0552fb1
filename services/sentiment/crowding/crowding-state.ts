import { TMT } from '../../../core/market/segments.ts'
import { comparable } from '../../../core/statistics/percentile-rank.ts'
import { CROWDING_RULES } from './crowding-rules.ts'

export type CrowdingState = 'crowded' | 'high' | 'low' | 'normal'
export type TurnoverState = 'frozen' | 'calm' | 'active'

/** What a share of turnover means; the flag of TMT goes before its percentile. Null where neither is known. */
export function crowdingState(
  subject: string,
  share: number,
  percentile: number | null,
): CrowdingState | null {
  if (subject === TMT && atLeast(share, CROWDING_RULES.crowdedShare)) return 'crowded'
  if (percentile === null) return null
  if (percentile >= CROWDING_RULES.high) return 'high'
  return percentile <= CROWDING_RULES.low ? 'low' : 'normal'
}

/** What a mean turnover rate means; both boundaries belong to `calm` (fixture G29). */
export function turnoverState(rate: number): TurnoverState {
  const { from, to } = CROWDING_RULES.calm
  if (!atLeast(rate, from)) return 'frozen'
  return atLeast(to, rate) ? 'calm' : 'active'
}

/** Compared after rounding to 1e-12, as ranks are: a mean of equal rates is that rate. */
const atLeast = (value: number, threshold: number): boolean => comparable(value) >= comparable(threshold)
