import { Delay } from '../../../core/windows/delay.ts'
import { StandardDeviation } from '../../../core/windows/standard-deviation.ts'
import { SESSIONS } from './microcap-configuration.ts'
import type { CrowdingPair } from './risk-control.ts'

/** What volatility crowding remembers between sessions. Windows are cloned before they change. */
export interface CrowdingMemory {
  readonly micro: StandardDeviation
  readonly market: StandardDeviation
  readonly year: Delay
}

export const newCrowding = (): CrowdingMemory => ({
  micro: new StandardDeviation({ length: SESSIONS.volatility }),
  market: new StandardDeviation({ length: SESSIONS.volatility }),
  year: new Delay({ places: SESSIONS.year }),
})

export interface CrowdingStep {
  readonly memory: CrowdingMemory
  /** Volatility of microcaps / of the market; null where a return is missing in the window. */
  readonly crowding: number | null
  readonly pair: CrowdingPair | null
}

/**
 * Takes the returns of a session; null where one is missing. Volatility crowding 波动率拥挤度 of domain reference C12
 * is ours: its definition was not published.
 */
export function takeReturns(
  before: CrowdingMemory,
  microReturn: number | null,
  marketReturn: number | null,
): CrowdingStep {
  const micro = before.micro.clone()
  const market = before.market.clone()
  const year = before.year.clone()
  micro.push(microReturn)
  market.push(marketReturn)
  const crowding = ratio(micro.value, market.value)
  year.push(crowding)
  const yearAgo = year.value
  return {
    memory: { micro, market, year },
    crowding,
    pair: crowding === null || yearAgo === null || yearAgo === 0 ? null : { now: crowding, yearAgo },
  }
}

const ratio = (micro: number | null, market: number | null): number | null =>
  micro === null || market === null || market === 0 ? null : micro / market
