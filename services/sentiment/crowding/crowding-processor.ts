import { eachBatch } from '../../../runtime/processor/operators.ts'
import type { AnyOutputEvent, Batch, ProcessorDefinition } from '../../../runtime/processor/processor.ts'
import { CROWDING_STORES, type CrowdingState, type CrowdingStores, type Emit } from './crowding-stores.ts'
import { groupSums } from './group-sums.ts'
import { sayCalm } from './turnover-calm.ts'
import { sayShares } from './turnover-share.ts'

/**
 * Crowding 拥挤度 at the close (domain.md C5, C18): which share of the market's turnover goes to TMT, boards, industries, concepts
 * and segments, where that stands in its past year, and how calm the market is.
 */
export const crowdingProcessor: ProcessorDefinition<CrowdingStores, 'crossSection', 'crowding'> = {
  name: 'crowding',
  version: 1,
  inputs: ['crossSection'],
  outputs: ['crowding'],
  assignment: 'single',
  // A cross-section has hundreds of groups and companies.
  pollRecords: 256,
  stores: CROWDING_STORES,
  pipeline: (input$, { state }) =>
    input$.pipe(
      eachBatch<Batch<'crossSection'>, AnyOutputEvent<'crowding'>>((batch, emit) => work(batch, state, emit)),
    ),
}

function work(
  { opens, events, closes, watermark }: Batch<'crossSection'>,
  state: CrowdingState,
  emit: Emit,
): void {
  if (opens !== undefined) state.partials.clear()
  for (const { value } of events) state.partials.set(String(value.task), value)
  if (closes === undefined) return
  const groups = groupSums(state.partials.sorted().map(([, partial]) => partial))
  state.partials.clear()
  const day = { tradeDate: closes.tradeDate, eventTime: watermark, dataGap: closes.dataGap }
  sayShares(groups, day, state, emit)
  sayCalm(groups, day, state, emit)
}
