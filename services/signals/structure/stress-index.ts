import type { TradeDate } from '../../../core/market/trade-date.ts'
import { createWindow, percentileRank } from '../../../core/windows/windows.ts'
import { avroType } from '../../../runtime/codec/schemas.ts'
import { storedRecord, storedWindow } from '../../../runtime/windows/window-store.ts'
import type { Observation } from '../../../schemas/generated/events.ts'
import { STRESS } from './structure-rules.ts'
import { structureSignal } from './structure-signal.ts'
import type { Emit, Stress, StructureState } from './structure-stores.ts'

/** Longer than any series of values since 2000: nothing ever leaves. */
const CENTURY = 36_525 * 86_400_000

const RANK = percentileRank({ duration: CENTURY, minimum: STRESS.minimum })

export const STRESSES = storedRecord<Stress>(
  avroType({
    type: 'record',
    name: 'Stress',
    fields: [
      { name: 'period', type: 'int' },
      { name: 'rank', type: storedWindow(RANK).type },
    ],
  }),
  () => ({ period: 0 as TradeDate, rank: createWindow(RANK) }),
)

/**
 * `fsi`: percentile of US financial stress among all values since 2000 that were released until then (domain.md C18).
 * The report does not say which index it means; the daily one of the OFR fits best, which begins in 2000.
 */
export function sayStress(observation: Observation, state: StructureState, emit: Emit): void {
  const { series, period, value, eventTime } = observation
  if (series !== STRESS.series || period < STRESS.since) return
  const before = state.stress.get(series)
  if (before !== undefined && period <= before.period) return
  const memory = state.stress.changeable(series, STRESSES)
  const { rank } = memory
  rank.push(value, eventTime)
  memory.period = period
  const percentile = rank.value
  const at = { tradeDate: period, eventTime }
  emit(
    structureSignal('fsi', 'US', at, {
      value: percentile,
      state: percentile === null ? null : levelOf(percentile),
      components: { index: value, n: rank.count },
    }),
  )
}

function levelOf(percentile: number): 'low' | 'normal' | 'high' {
  if (percentile >= STRESS.high) return 'high'
  return percentile <= STRESS.low ? 'low' : 'normal'
}
