import type { InstrumentSymbol } from '../../../../core/market/instrument-symbol.ts'
import type { TickMemory } from '../../../../core/market/ticks/tick-memory.ts'
import type { TradeDate } from '../../../../core/market/trade-date.ts'
import { type DayFacts, type DayRules, dayRules } from '../day-rules.ts'
import { judgePrices } from '../judge-bar.ts'
import type { SessionView } from './session-view.ts'
import type { SymbolFrame } from './symbol-ticks.ts'

/** Who a snapshot is of. */
export interface Traded {
  readonly instrument: InstrumentSymbol
  readonly symbol: InstrumentSymbol
  readonly tradeDate: TradeDate
}

/** What a feed has said of a symbol's day so far, as a bar would say it. */
export const factsOf = ({ instrument, symbol, tradeDate }: Traded, memory: TickMemory): DayFacts => ({
  instrument,
  symbol,
  tradeDate,
  prevClose: memory.prevClose,
  riskStatus: null,
  noLimit: memory.noLimit ? true : null,
  limitUp: memory.limitUp,
  limitDown: memory.limitDown,
})

/** The rules of a symbol's day by what its feed has said so far: the same function that judges a bar. */
export const rulesOf = (traded: Traded, memory: TickMemory, view: SessionView): DayRules =>
  dayRules(
    factsOf(traded, memory),
    view.before(traded.instrument),
    view.session,
    view.instrument(traded.instrument),
  )

/** Whether a snapshot said something on which the frame rests: references, limits. */
export const framesAlike = (a: TickMemory, b: TickMemory): boolean =>
  a.prevClose === b.prevClose &&
  a.limitUp === b.limitUp &&
  a.limitDown === b.limitDown &&
  a.noLimit === b.noLimit

export function symbolFrame(traded: Traded, rules: DayRules, view: SessionView): SymbolFrame {
  const { instrument, symbol, tradeDate } = traded
  const { board, prevClose, limitUp, limitDown } = rules
  const { previousUp } = judgePrices(null, NOT_SEALED, rules, view.before(instrument), view.session)
  return {
    instrument,
    symbol,
    tradeDate,
    board,
    prevClose,
    limitUp,
    limitDown,
    limitMismatch: rules.limitMismatch,
    cohort: previousUp !== 'none',
  }
}

const NOT_SEALED = { up: false, down: false } as const
