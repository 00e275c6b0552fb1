import type { Breadth, LimitState, MarketStage } from '../../schemas/generated/events.ts'
import type { RealSession } from '../support/real-history.ts'

export type State = Omit<LimitState, 'dataset' | 'epoch'>
export type Stage = Omit<MarketStage, 'dataset' | 'epoch'>
export type BreadthRow = Omit<Breadth, 'dataset' | 'epoch'>

/** Limit states of a session by instrument. */
export const statesOf = (session: RealSession): ReadonlyMap<string, State> =>
  new Map(session.states.map(({ value }) => [value.instrument, value as State]))

/** The headline of a session. */
export function headlineOf(session: RealSession): { readonly stage: Stage; readonly breadth: BreadthRow } {
  let stage: Stage | undefined
  let breadth: BreadthRow | undefined
  for (const output of session.market) {
    if (output.topic === 'stage' && output.value.scope === 'all') stage = output.value as Stage
    if (output.topic === 'breadth' && output.value.scope === 'all') breadth = output.value as BreadthRow
  }
  if (stage === undefined || breadth === undefined)
    throw new Error(`${session.tradeDate} has no headline; the processors did not close the session`)
  return { stage, breadth }
}
