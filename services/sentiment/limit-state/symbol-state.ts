import type { Board } from '../../../core/market/board.ts'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { Price } from '../../../core/market/price.ts'
import type { RiskStatus } from '../../../core/market/risk-status.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { stateType } from '../../../runtime/processor/state-type.ts'
import type { BoardShape, Exclusion, History, LimitTouch } from '../../../schemas/generated/events.ts'

/** What is remembered of a symbol from its last own session. */
export interface SymbolState {
  readonly instrument: InstrumentSymbol
  readonly board: Board
  readonly lastSession: TradeDate
  /** Running number of that session in the data. */
  readonly lastIndex: number
  readonly close: Price
  readonly up: LimitTouch
  /** It counted in the headline, or among Beijing's own. */
  readonly countable: boolean
  readonly streak: number
  readonly streakIsLowerBound: boolean
  /** Its last 50 own sessions, a bit each: closed at the limit-up. */
  readonly history: number
  /** Own sessions since listing, the listing day being 1; 0 where unknown. */
  readonly ownSessions: number
  /** An IPO of the old regime that has sealed every session so far. */
  readonly unopened: boolean
  readonly status: RiskStatus
  /** Sessions of the delisting period so far; 0 outside it. */
  readonly delistingDay: number
}

/** The open session as the processor knows it. */
export interface SessionState {
  readonly tradeDate: TradeDate
  readonly previousSession: TradeDate
  readonly history: History
  /** Running number of the session in the data. */
  readonly index: number
  /** First session after the latest gap in the data, or the first of all. */
  readonly knownSince: TradeDate
  /** Version of the instruments table that holds for the session. */
  readonly instruments: number
  /** Snapshots of the session follow. */
  readonly ticks: boolean
}

/**
 * The symbol's memory, unless a gap in the data lies between: what it did there was not seen. A symbol that
 * traded on the incomplete session right before is remembered.
 */
export function remembered(before: SymbolState | undefined, session: SessionState): SymbolState | undefined {
  if (before === undefined || before.lastSession >= session.knownSince) return before
  return tradedOnGapDay(before, session) ? before : undefined
}

export const tradedOnGapDay = (before: SymbolState, session: SessionState): boolean =>
  session.tradeDate === session.knownSince && before.lastSession === session.previousSession

/** Breadth of the open session so far, per board. */
export interface BreadthTally {
  readonly traded: number
  readonly advancers: number
  readonly decliners: number
  readonly unchanged: number
  readonly priced: number
  readonly returnSum: number
  readonly volume: number
  readonly amount: number
  readonly amountSymbols: number
}

export const symbolStateType = stateType('SymbolState', {
  instrument: 'string',
  board: 'string',
  lastSession: 'int',
  lastIndex: 'int',
  close: 'long',
  up: 'string',
  countable: 'boolean',
  streak: 'int',
  streakIsLowerBound: 'boolean',
  history: 'long',
  ownSessions: 'int',
  unopened: 'boolean',
  status: 'string',
  delistingDay: 'int',
})

export const sessionStateType = stateType('SessionState', {
  tradeDate: 'int',
  previousSession: 'int',
  history: 'string',
  index: 'int',
  knownSince: 'int',
  instruments: 'long',
  ticks: 'boolean',
})

export const breadthTallyType = stateType('BreadthTally', {
  traded: 'int',
  advancers: 'int',
  decliners: 'int',
  unchanged: 'int',
  priced: 'int',
  returnSum: 'long',
  volume: 'long',
  amount: 'long',
  amountSymbols: 'int',
})

/** Everything that one bar says about its symbol's price limits. */
export interface SymbolDay {
  readonly board: Board
  readonly status: RiskStatus
  readonly statusAssumed: boolean
  readonly exclusion: Exclusion | null
  readonly limitPercent: number | null
  readonly limitUp: Price | null
  readonly limitDown: Price | null
  readonly prevClose: Price | null
  readonly up: LimitTouch
  readonly down: LimitTouch
  readonly shape: BoardShape
  readonly previousUp: LimitTouch
  readonly previousStreak: number
  /** The symbol's memory after this bar. */
  readonly next: SymbolState
}

/** At or after a price limit, today or yesterday: what the market's statistics are made of. */
export const isNews = (day: SymbolDay): boolean =>
  day.up !== 'none' || day.down !== 'none' || day.previousUp !== 'none' || day.exclusion === 'contradicted'

/** Whether a symbol that has not traded in the session was active lately: suspended, or missing from the data. */
export const isExpected = ({ lastIndex }: SymbolState, session: SessionState): boolean =>
  lastIndex < session.index && session.index - lastIndex <= ABSENT_SESSIONS

/** A symbol counts as absent for this many sessions after it last traded. */
const ABSENT_SESSIONS = 20
