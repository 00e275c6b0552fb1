import { shanghaiMillisecondOfDay } from '../../../core/market/trade-date.ts'
import { type MonitorStep, takeClose } from '../../../core/rotation/divergence-monitor.ts'
import type { SeriesBar } from '../../../schemas/generated/events.ts'
import { type SignalRow, signalOutput } from '../signal-output.ts'
import type { MicrocapPair } from './microcap-configuration.ts'
import type { Emit, MicrocapState } from './microcap-stores.ts'

/** Signal `divergence_daily` of a session, or `divergence_hourly` of a bar of 60 minutes; one monitor for both. */
export function emitDivergence(
  row: Pick<SignalRow, 'signal' | 'subject' | 'tradeDate' | 'eventTime'>,
  bar: { readonly symbol: string; readonly close: number },
  state: MicrocapState,
  emit: Emit,
): void {
  const step = takeClose(state.monitors.get(bar.symbol), bar.close)
  state.monitors.set(bar.symbol, step.memory)
  emit(signalOutput('microcap', { ...row, ...figuresOf(step) }))
}

function figuresOf({ dif, fired, stands }: MonitorStep): Pick<SignalRow, 'value' | 'state' | 'components'> {
  return {
    value: dif,
    state: dif === null ? null : (stands ?? 'none'),
    components: { dif, fired: fired === null ? 0 : 1 },
  }
}

/** Takes a bar of 60 minutes. Its subject names the end of the bar, so that a session has four rows. */
export function takeHourlyBar(pair: MicrocapPair, bar: SeriesBar, state: MicrocapState, emit: Emit): void {
  if (!(bar.close > 0)) return
  const { tradeDate, eventTime } = bar
  const minute = Math.floor(shanghaiMillisecondOfDay(eventTime) / 60_000)
  const clock = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')
  const subject = `${pair.subject}@${clock}`
  emitDivergence({ signal: 'divergence_hourly', subject, tradeDate, eventTime }, bar, state, emit)
}
