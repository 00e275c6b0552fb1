import {
  createWindow,
  type Delay,
  delay,
  type StandardDeviation,
  standardDeviation,
} from '../../../core/windows/windows.ts'
import { SESSIONS } from './microcap-configuration.ts'
import type { CrowdingPair } from './risk-control.ts'

/** The windows of volatility crowding by name. */
export const CROWDING_WINDOWS = {
  micro: standardDeviation({ length: SESSIONS.volatility }),
  market: standardDeviation({ length: SESSIONS.volatility }),
  year: delay({ places: SESSIONS.year }),
}

/** What volatility crowding remembers between sessions; `takeReturns` changes it. */
export interface CrowdingMemory {
  readonly micro: StandardDeviation
  readonly market: StandardDeviation
  readonly year: Delay
}

export const newCrowding = (): CrowdingMemory => ({
  micro: createWindow(CROWDING_WINDOWS.micro),
  market: createWindow(CROWDING_WINDOWS.market),
  year: createWindow(CROWDING_WINDOWS.year),
})

export interface CrowdingStep {
  /** Volatility of microcaps / of the market; null where a return is missing in the window. */
  readonly crowding: number | null
  readonly pair: CrowdingPair | null
}

/**
 * Takes the returns of a session into the memory; null where one is missing. Volatility crowding 波动率拥挤度 of domain reference C12
 * is ours: its definition was not published.
 */
export function takeReturns(
  { micro, market, year }: CrowdingMemory,
  microReturn: number | null,
  marketReturn: number | null,
): CrowdingStep {
  micro.push(microReturn)
  market.push(marketReturn)
  const crowding = ratio(micro.value, market.value)
  year.push(crowding)
  const yearAgo = year.value
  return {
    crowding,
    pair: crowding === null || yearAgo === null || yearAgo === 0 ? null : { now: crowding, yearAgo },
  }
}

const ratio = (micro: number | null, market: number | null): number | null =>
  micro === null || market === null || market === 0 ? null : micro / market
