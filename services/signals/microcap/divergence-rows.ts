import { type MonitorStep, takeClose } from '../../../core/rotation/divergence-monitor.ts'
import { type SignalRow, signalOutput } from '../../../runtime/processor/signal-output.ts'
import type { SeriesBar } from '../../../schemas/generated/events.ts'
import { type Emit, type MicrocapState, MONITORS } from './microcap-stores.ts'

/** Signal `divergence_daily` of a session, or `divergence_hourly` of a bar of 60 minutes; one monitor for both. */
export function emitDivergence(
  row: Pick<SignalRow, 'signal' | 'subject' | 'tradeDate' | 'eventTime'>,
  bar: { readonly monitor: string; readonly close: number },
  state: MicrocapState,
  emit: Emit,
): void {
  const step = takeClose(state.monitors.changeable(bar.monitor, MONITORS), bar.close)
  emit(signalOutput('microcap', { ...row, ...figuresOf(step) }))
}

function figuresOf({ dif, fired, stands }: MonitorStep): Pick<SignalRow, 'value' | 'state' | 'components'> {
  return {
    value: dif,
    state: dif === null ? null : (stands ?? 'none'),
    components: { dif, fired: fired === null ? 0 : 1 },
  }
}

/** Which bar of a session, of which index. */
export interface HourlyPlace {
  readonly subject: string
  /** When the bar ends, Shanghai. */
  readonly end: string
}

/** Takes a bar of 60 minutes. Its subject names the end of the bar, so that a session has four rows. */
export function takeHourlyBar(place: HourlyPlace, bar: SeriesBar, state: MicrocapState, emit: Emit): void {
  const { close, tradeDate, eventTime } = bar
  if (!(close > 0)) return
  const subject = `${place.subject}@${place.end}`
  emitDivergence(
    { signal: 'divergence_hourly', subject, tradeDate, eventTime },
    { monitor: `${place.subject}/hourly`, close },
    state,
    emit,
  )
}
