import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import type { Price } from '../../core/market/price.ts'
import type { EventTime } from '../../core/market/trade-date.ts'
import type { LimitPosition } from '../../core/sentiment/limit-machine.ts'
import type { Instrument, Tick } from '../../schemas/generated/events.ts'
import { type DayRules, dayRules, percentOf } from '../../services/sentiment/limit-state/day-rules.ts'
import {
  remembered,
  type SessionState,
  type SymbolState,
  tradedOnGapDay,
} from '../../services/sentiment/limit-state/symbol-state.ts'

/** One limit of a share's day; overwritten in place. */
export interface PlainSide {
  firstTouch: EventTime | null
  firstSeal: EventTime | null
  lastSeal: EventTime | null
  breaks: number
  sealVolume: number
  sealAmount: number
  maxSealAmount: number
}

/** A minute bar in the making. */
export interface PlainBar {
  minute: number
  open: number
  high: number
  low: number
  close: number
  volume: number
  amount: number
}

/** One share's day; overwritten in place. */
export interface PlainShare {
  readonly instrument: InstrumentSymbol
  readonly symbol: InstrumentSymbol
  readonly rules: DayRules
  readonly limitPercent: number | null
  readonly known: SymbolState | undefined
  readonly reference: Instrument | undefined
  /** What it sealed yesterday counts today, if it counts at all. */
  readonly fromYesterday: boolean
  /** Streak, and whether it is a lower bound, once it is sealed. */
  readonly nextStreak: number
  readonly nextIsLowerBound: boolean
  eventTime: number
  seenVolume: number
  seenAmount: number
  seenLast: number | null
  seenBidPrice: number
  seenBidVolume: number
  seenAskPrice: number
  seenAskVolume: number
  open: Price | null
  high: Price | null
  low: Price | null
  last: Price | null
  volume: number
  amount: number
  halted: boolean
  position: LimitPosition
  up: PlainSide
  down: PlainSide
  noBook: boolean
  changes: number
  bar: PlainBar
  /** The day at the last tick that is in a bar. */
  dayHigh: number | null
  dayLow: number | null
  dayLast: number | null
  dayVolume: number
  dayAmount: number
  begun: boolean
}

const side = (): PlainSide => ({
  firstTouch: null,
  firstSeal: null,
  lastSeal: null,
  breaks: 0,
  sealVolume: 0,
  sealAmount: 0,
  maxSealAmount: 0,
})

/** A share at its first snapshot. What holds all day is asked for once, with the rules that everybody has. */
export function plainShare(
  tick: Tick,
  known: SymbolState | undefined,
  session: SessionState,
  reference: Instrument | undefined,
): PlainShare {
  const rules = dayRules({ ...tick, riskStatus: null, noLimit: null }, known, session, reference)
  const before = remembered(known, session)
  const bornInData =
    session.history === 'known' && (rules.listDate === null || rules.listDate >= session.knownSince)
  let [nextStreak, nextIsLowerBound] = [1, true]
  if (known === undefined) nextIsLowerBound = !bornInData
  else if (before?.unopened) nextIsLowerBound = false
  else if (before !== undefined) {
    nextStreak = before.streak + 1
    nextIsLowerBound = tradedOnGapDay(before, session) || before.streakIsLowerBound
  }
  return {
    instrument: tick.instrument,
    symbol: tick.symbol,
    rules,
    limitPercent: percentOf(rules.rule),
    known,
    reference,
    fromYesterday:
      known?.countable === true &&
      session.history === 'known' &&
      known.lastSession === session.previousSession,
    nextStreak,
    nextIsLowerBound,
    eventTime: 0,
    seenVolume: 0,
    seenAmount: 0,
    seenLast: null,
    seenBidPrice: 0,
    seenBidVolume: 0,
    seenAskPrice: 0,
    seenAskVolume: 0,
    open: null,
    high: null,
    low: null,
    last: null,
    volume: 0,
    amount: 0,
    halted: false,
    position: 'untraded',
    up: side(),
    down: side(),
    noBook: false,
    changes: 0,
    bar: { minute: -1, open: 0, high: 0, low: 0, close: 0, volume: 0, amount: 0 },
    dayHigh: null,
    dayLow: null,
    dayLast: null,
    dayVolume: 0,
    dayAmount: 0,
    begun: false,
  }
}
