import { comparable } from '../../../core/statistics/percentile-rank.ts'
import type { YieldPair } from './yield-history.ts'

/** Volatility crowding 波动率拥挤度 now and a year earlier: volatility of microcaps / of the market. */
export interface CrowdingPair {
  readonly now: number
  readonly yearAgo: number
}

export interface RiskThresholds {
  /** In whole percent, so that thresholds are met exactly. */
  readonly yieldPercent: number
  readonly crowdingPercent: number
}

export type RiskTrigger = 'yield' | 'crowding'
export type RiskState = 'riskOff' | 'riskOn' | 'yieldMissing' | 'crowdingMissing' | 'missing'

export interface RiskControl {
  readonly state: RiskState
  /** Relative changes over a year, fractions; null where an input is missing. */
  readonly yieldYoy: number | null
  readonly crowdingYoy: number | null
  readonly triggers: readonly RiskTrigger[]
}

/**
 * Risk control 择时风控 of domain reference C12: off as soon as one of the two changes reaches its threshold, on
 * again when both are below. What is missing triggers nothing, but the state says that it is missing.
 */
export function riskControl(
  yields: YieldPair | null,
  crowding: CrowdingPair | null,
  { yieldPercent, crowdingPercent }: RiskThresholds,
): RiskControl {
  const triggers: RiskTrigger[] = []
  if (yields !== null && yieldHasRisen(yields, yieldPercent)) triggers.push('yield')
  if (crowding !== null && crowdingHasRisen(crowding, crowdingPercent)) triggers.push('crowding')
  return {
    state: stateOf(triggers, yields, crowding),
    yieldYoy: yields === null ? null : yields.now / yields.yearAgo - 1,
    crowdingYoy: crowding === null ? null : crowding.now / crowding.yearAgo - 1,
    triggers,
  }
}

function stateOf(
  triggers: readonly RiskTrigger[],
  yields: YieldPair | null,
  crowding: CrowdingPair | null,
): RiskState {
  if (triggers.length > 0) return 'riskOff'
  if (yields === null && crowding === null) return 'missing'
  if (yields === null) return 'yieldMissing'
  return crowding === null ? 'crowdingMissing' : 'riskOn'
}

/** Yields are quoted with four decimals: compared as integers, 1.3052 against 1.004 is 30% and no less. */
const YIELD_UNITS = 10_000

function yieldHasRisen({ now, yearAgo }: YieldPair, percent: number): boolean {
  return 100 * Math.round(now * YIELD_UNITS) >= (100 + percent) * Math.round(yearAgo * YIELD_UNITS)
}

function crowdingHasRisen({ now, yearAgo }: CrowdingPair, percent: number): boolean {
  return comparable(100 * now) >= comparable((100 + percent) * yearAgo)
}
