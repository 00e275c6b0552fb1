import type { Type } from 'avsc'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { eventStateType, stateType } from '../../../runtime/processor/state-type.ts'
import type { DailyBar, IntradayPartial } from '../../../schemas/generated/events.ts'
import {
  type BreadthTally,
  breadthTallyType,
  type SessionState,
  type SymbolState,
  sessionStateType,
  symbolStateType,
} from './symbol-state.ts'
import { type SymbolTicks, symbolTicksType } from './ticks/symbol-ticks.ts'

export interface LimitStateStores {
  /** What is remembered of a symbol from its last own session, by instrument. */
  readonly symbols: SymbolState
  /** The open session, under `open`. */
  readonly session: SessionState
  /** Breadth of bars settled so far, by board. */
  readonly tally: BreadthTally
  /** The open session's snapshots, by instrument. */
  readonly ticks: SymbolTicks
  /** Bars that a vendor sent for a session with ticks, by instrument. */
  readonly vendor: DailyBar
  /** The next minute to close, under `next`. */
  readonly clock: { readonly minute: number }
  /** The latest minutes as they were published, by minute, for late snapshots to correct. */
  readonly recent: IntradayPartial
  /** What tick hygiene found so far today, by name. */
  readonly hygiene: { readonly count: number }
}

export const LIMIT_STATE_STORES = {
  symbols: symbolStateType,
  session: sessionStateType,
  tally: breadthTallyType,
  ticks: symbolTicksType,
  vendor: eventStateType('daily-bar'),
  clock: stateType('MinuteClock', { minute: 'int' }),
  recent: eventStateType('intraday-partial'),
  hygiene: stateType('HygieneCount', { count: 'long' }),
} satisfies Record<keyof LimitStateStores, Type>

export type LimitStateInput = 'bars1d' | 'ticks'

export const LIMIT_STATE_OUTPUTS = [
  'limitState',
  'breadthPartials',
  'bars1d',
  'bars1m',
  'limitChanges',
  'boards',
  'partials',
  'livePartials',
  'deadLetters',
] as const

export type LimitStateOutput = (typeof LIMIT_STATE_OUTPUTS)[number]
export type LimitStateContext = ProcessorContext<LimitStateStores>
export type Emit = (output: AnyOutputEvent<LimitStateOutput>) => void
