import { eachBatch } from '../../../runtime/processor/operators.ts'
import type { AnyOutputEvent, Batch, ProcessorDefinition } from '../../../runtime/processor/processor.ts'
import { signalOutput } from '../../../runtime/processor/signal-output.ts'
import { type IndexDay, indexDay } from './index-day.ts'
import {
  type Emit,
  MICROCAP_INDEX_STORES,
  type MicrocapIndexState,
  type MicrocapIndexStores,
} from './microcap-index-stores.ts'
import { type IndexState, MICROCAP_RULES } from './microcap-rules.ts'

/**
 * The microcap index 微盘股指数, built here from bars and share capital point in time: the 400 smallest companies of the close
 * before, equal weight, daily.
 */
export const microcapIndexProcessor: ProcessorDefinition<
  MicrocapIndexStores,
  'crossSection',
  'microcapIndex'
> = {
  name: 'microcap-index',
  version: 1,
  inputs: ['crossSection'],
  outputs: ['microcapIndex'],
  assignment: 'single',
  // A cross-section has hundreds of groups and companies.
  pollRecords: 256,
  stores: MICROCAP_INDEX_STORES,
  pipeline: (input$, { state }) =>
    input$.pipe(
      eachBatch<Batch<'crossSection'>, AnyOutputEvent<'microcapIndex'>>((batch, emit) =>
        work(batch, state, emit),
      ),
    ),
}

function work(
  { opens, events, closes, watermark }: Batch<'crossSection'>,
  state: MicrocapIndexState,
  emit: Emit,
): void {
  if (opens !== undefined) state.partials.clear()
  for (const { value } of events) state.partials.set(String(value.task), value)
  if (closes === undefined) return
  const day = indexDay(state.partials.sorted().map(([, { smallest }]) => smallest))
  state.partials.clear()
  const { subject, base, members } = MICROCAP_RULES
  const before = state.index.get(subject)
  if (day === undefined && before === undefined) return
  const said = closes.dataGap ? undefined : day
  const level = (before?.level ?? base) * (1 + (said?.meanReturn ?? 0))
  const names = said?.members.map(({ instrument }) => instrument) ?? []
  state.index.set(subject, { level, members: names })
  emit(
    signalOutput('microcapIndex', {
      signal: 'microcap_index',
      subject,
      tradeDate: closes.tradeDate,
      eventTime: watermark,
      value: level,
      state: stateOf(said, closes.dataGap, members),
      components: said === undefined ? {} : figuresOf(said, new Set(before?.members)),
    }),
  )
}

function stateOf(day: IndexDay | undefined, dataGap: boolean, members: number): IndexState {
  if (dataGap) return 'gap'
  if (day === undefined) return 'restarted'
  return day.members.length === members ? 'full' : 'short'
}

function figuresOf(day: IndexDay, before: ReadonlySet<string>): Readonly<Record<string, number | null>> {
  const { members, meanReturn, medianReturn, advancers, suspended, amount, turnoverRate } = day
  const { smallestCap, medianCap, largestCap } = day
  const entered = members.filter(({ instrument }) => !before.has(instrument)).length
  return {
    return: meanReturn,
    medianReturn,
    members: members.length,
    entered: before.size === 0 ? null : entered,
    advancers,
    suspended,
    amount,
    turnoverRate,
    smallestCap,
    medianCap,
    largestCap,
  }
}
