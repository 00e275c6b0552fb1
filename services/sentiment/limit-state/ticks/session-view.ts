import type { InstrumentSymbol } from '../../../../core/market/instrument-symbol.ts'
import type { Instrument } from '../../../../schemas/generated/events.ts'
import type { SessionState, SymbolState } from '../symbol-state.ts'

/** What every judgement of an open session reads: the session, the days before, the reference. */
export interface SessionView {
  readonly session: SessionState
  readonly before: (instrument: InstrumentSymbol) => SymbolState | undefined
  readonly instrument: (instrument: InstrumentSymbol) => Instrument | undefined
}
