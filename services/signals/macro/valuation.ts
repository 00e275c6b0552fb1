import { signalOutput } from '../../../runtime/processor/signal-output.ts'
import type { Observation } from '../../../schemas/generated/events.ts'
import { PE } from './macro-configuration.ts'
import { type Emit, type MacroState, VALUATIONS } from './macro-stores.ts'

/**
 * Signal `pe_percentile` of an industry's price earnings ratio among those of ten years. A ratio that is not positive
 * says that the industry earned nothing: a day without a value.
 */
export function takeRatio(
  { series, period, eventTime, value }: Observation,
  state: MacroState,
  emit: Emit,
): void {
  const industry = series.slice(PE.prefix.length)
  const known = state.valuations.get(industry)
  if (known !== undefined && period <= known.period) return
  const memory = state.valuations.changeable(industry, VALUATIONS)
  const { ratios } = memory
  const ratio = value > 0 ? value : null
  ratios.push(ratio)
  memory.period = period
  const percentile = ratios.value
  emit(
    signalOutput('macro', {
      signal: 'pe_percentile',
      subject: industry.replaceAll('/', '-'),
      tradeDate: period,
      eventTime,
      value: percentile,
      state: stateOf(ratio, percentile),
      components: { ratio, sessions: ratios.count },
    }),
  )
}

function stateOf(ratio: number | null, percentile: number | null): string | null {
  if (ratio === null) return 'noEarnings'
  if (percentile === null) return null
  if (percentile >= PE.high) return 'high'
  return percentile <= PE.low ? 'low' : 'middle'
}
