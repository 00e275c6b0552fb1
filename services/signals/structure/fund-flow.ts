import type { FundFlow } from '../../../schemas/generated/events.ts'
import { addToClass } from './class-flow.ts'
import { flowFigures, NO_FLOWS, withFlow } from './flow-memory.ts'
import { fundClassOf } from './fund-classes.ts'
import { isHongKongClosed } from './hong-kong-closures.ts'
import { NO_SPLIT, type ShareChange, type SplitMemory, shareChange } from './share-change.ts'
import { structureSignal } from './structure-signal.ts'
import type { Emit, FundMemory, StructureState } from './structure-stores.ts'

/**
 * `etf_flow` of one fund: net subscription 净申购 as change of shares times value (domain.md C18), and its part in the flow
 * of its class. The first day of a fund says nothing: there is nothing before it.
 */
export function takeFundFlow(flow: FundFlow, state: StructureState, emit: Emit): void {
  const { symbol, tradeDate, shares } = flow
  const nav = flow.nav ?? flow.close
  if (shares === null || nav === null || shares <= 0 || nav <= 0) return
  const before = state.funds.get(symbol)
  if (before === undefined) {
    state.funds.set(symbol, { ...NO_FLOWS, ...NO_SPLIT, tradeDate, shares, nav })
    return
  }
  if (tradeDate <= before.tradeDate) return
  const change = shareChange(before, splitMemoryOf(before), { shares, nav })
  const fundClass = fundClassOf(flow.name ?? '')
  const skipped = fundClass === 'hk' && isHongKongClosed(tradeDate)
  const isCounted = change.kind === 'flow' && !skipped
  const counted = isCounted ? { ...before, ...withFlow(before, change.flow, tradeDate) } : before
  const keepsShares = change.kind === 'unknown' && change.reason !== 'unexplained'
  state.funds.set(symbol, {
    ...counted,
    ...change.memory,
    tradeDate,
    shares: keepsShares ? before.shares : shares,
    nav,
  })
  const gain = gainOf(before, change, nav)
  addToClass(fundClass, tradeDate, { change, assets: before.shares * before.nav, gain, skipped }, state)
  emit(
    structureSignal('etf_flow', symbol, flow, {
      value: change.kind === 'unknown' ? null : change.flow,
      state: stateOf(change),
      components: {
        shares,
        nav,
        ...flowFigures(counted),
        ...(gain === null ? {} : { change: gain }),
        ...(change.kind === 'unknown' ? {} : { counterCyclical: change.flow > 0 && gain! < 0 ? 1 : 0 }),
        ...(change.kind === 'flow' && change.split !== null ? { split: change.split } : {}),
        skipped: skipped ? 1 : 0,
      },
      notes: { class: fundClass, ...(flow.name === null ? {} : { name: flow.name }) },
    }),
  )
}

const splitMemoryOf = ({ awaited, last, daysSince }: FundMemory): SplitMemory => ({
  awaited,
  last,
  daysSince,
})

/** Change of the value a share, splits left out; null while a split cannot be told. */
function gainOf(before: FundMemory, change: ShareChange, nav: number): number | null {
  if (change.kind === 'unknown') return change.reason === 'staleShares' ? nav / before.nav - 1 : null
  // The value split on the day on which the split was first seen.
  const split = before.awaited === null ? (change.split ?? 1) : 1
  return (nav * split) / before.nav - 1
}

function stateOf(change: ShareChange): string {
  if (change.kind === 'unknown') return change.reason
  if (change.kind === 'suspect') return 'suspect'
  if (change.flow === 0) return 'unchanged'
  return change.flow > 0 ? 'inflow' : 'outflow'
}
