import { sessionMinuteEnd } from '../../../../core/market/sessions.ts'
import { minuteBar } from '../../../../core/market/ticks/minute-bars.ts'
import type { EventTime } from '../../../../core/market/trade-date.ts'
import type { IntradayPartial, MinuteBar } from '../../../../schemas/generated/events.ts'
import type { Emit, LimitStateContext } from '../stores.ts'
import { isExpected } from '../symbol-state.ts'
import type { HygieneCounts } from './hygiene-counts.ts'
import { boardMinuteOf } from './member.ts'
import { MinutePartial } from './minute-partial.ts'
import { minuteBoundary } from './minute-window.ts'
import type { SessionView } from './session-view.ts'
import type { SymbolTicks } from './symbol-ticks.ts'
import { TICKS } from './tick-bar.ts'

/** Minutes that a late snapshot may still correct (domain.md E1). */
export const CORRECTED_MINUTES = 15

/** Minutes as keys, so that keys ascend as the minutes do. */
export const minuteKey = (minute: number): string => String(minute).padStart(3, '0')

/** A minute's row of a symbol, as it is published. */
export function minuteBarOf(
  { frame, minutes }: SymbolTicks,
  minute: number,
  revision: number,
): Omit<MinuteBar, 'dataset' | 'epoch'> | undefined {
  const bar = minuteBar(minutes)
  if (bar === null || bar.minute !== minute) return undefined
  return {
    revision,
    deleted: false,
    symbol: frame.symbol,
    instrument: frame.instrument,
    tradeDate: frame.tradeDate,
    eventTime: sessionMinuteEnd(frame.tradeDate, minute),
    ...bar,
    source: TICKS,
  }
}

/** This task's share of the market now: every symbol with snapshots, and those that should have sent some. */
export function partialNow(
  { state }: LimitStateContext,
  view: SessionView,
  minute: number | null,
): MinutePartial {
  const partial = new MinutePartial(view, minute)
  for (const ticks of state.ticks.unordered()) partial.add(ticks)
  for (const known of state.symbols.unordered())
    if (isExpected(known, view.session) && state.ticks.get(known.instrument) === undefined)
      partial.countSilent(known, 1)
  return partial
}

/** Publishes a session minute that is complete: its bars, its boards, and this task's share of the market. */
export function closeMinute(
  context: LimitStateContext,
  view: SessionView,
  minute: number,
  counts: HygieneCounts,
  emit: Emit,
): void {
  const { tradeDate } = view.session
  const boundary = minuteBoundary(tradeDate, minute)
  emitBars(context, minute, boundary, emit)
  const figures = partialNow(context, view, minute).figures()
  const place = { tradeDate, eventTime: sessionMinuteEnd(tradeDate, minute), minute, revision: 0 }
  for (const member of figures.members)
    emit({
      topic: 'boards',
      key: member.instrument,
      eventTime: boundary,
      value: boardMinuteOf(member, place),
    })
  const value: PartialValue = {
    revision: 0,
    deleted: false,
    task: context.task,
    tradeDate,
    eventTime: boundary,
    minute,
    ...figures,
    hygiene: counts.all(),
  }
  emitPartial(value, boundary, emit)
  const { recent } = context.state
  recent.set(minuteKey(minute), { dataset: '', epoch: 0, ...value })
  recent.delete(minuteKey(minute - CORRECTED_MINUTES))
}

export type PartialValue = Omit<IntradayPartial, 'dataset' | 'epoch'>

/** A minute has a key of its own, because a late snapshot corrects several at one moment. */
export function emitPartial(value: PartialValue, eventTime: EventTime, emit: Emit): void {
  emit({ topic: 'partials', key: `${value.task}/${value.minute}`, eventTime, value })
}

function emitBars({ state }: LimitStateContext, minute: number, eventTime: EventTime, emit: Emit): void {
  const traded: SymbolTicks[] = []
  for (const ticks of state.ticks.unordered()) if (ticks.minutes.minute === minute) traded.push(ticks)
  traded.sort((a, b) => (a.frame.instrument < b.frame.instrument ? -1 : 1))
  for (const ticks of traded) {
    const value = minuteBarOf(ticks, minute, 0)
    if (value !== undefined) emit({ topic: 'bars1m', key: value.instrument, eventTime, value })
  }
}
