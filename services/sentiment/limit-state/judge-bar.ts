import type { Board } from '../../../core/market/board.ts'
import { isOldRegimeListing, type LimitRule } from '../../../core/market/limit-rules.ts'
import type { Price } from '../../../core/market/price.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { withSession } from '../../../core/sentiment/boards-in-window.ts'
import type { BoardShape, DailyBar, Instrument, LimitTouch } from '../../../schemas/generated/events.ts'
import { exclusionOf, isCountable } from '../universe.ts'
import { type DayRules, dayRules, percentOf } from './day-rules.ts'
import {
  remembered,
  type SessionState,
  type SymbolDay,
  type SymbolState,
  tradedOnGapDay,
} from './symbol-state.ts'

/** The prices of a day, or of the day so far. */
export type DayPrices = Pick<DailyBar, 'open' | 'high' | 'low' | 'close'>

/** Whether a share counts as sealed at its limits; at the close the price says so. */
export interface Sealed {
  readonly up: boolean
  readonly down: boolean
}

/**
 * Judges one bar by the rules of its day: limits, limit-up and limit-down (domain.md A2-A4, B1), streak
 * with its edge cases (B5), and membership in yesterday's cohort (B2).
 *
 * @param before the symbol's memory, absent when this is its first bar
 * @param instrument its reference record, absent when unknown
 */
export function judgeBar(
  bar: DailyBar,
  before: SymbolState | undefined,
  session: SessionState,
  instrument: Instrument | undefined,
): SymbolDay {
  const rules = dayRules(bar, before, session, instrument)
  return judgePrices(bar, closedAt(bar, rules), rules, before, session)
}

/** Sealed at the close: the last price is the limit. */
export const closedAt = ({ close }: Pick<DayPrices, 'close'>, { limitUp, limitDown }: DayRules): Sealed => ({
  up: close === limitUp,
  down: close === limitDown,
})

/**
 * Judges the prices of a day, complete or so far. One function for both, so that the last minute of a session
 * and its daily row cannot differ. Null prices: nothing has traded yet.
 */
export function judgePrices(
  prices: DayPrices | null,
  sealed: Sealed,
  rules: DayRules,
  before: SymbolState | undefined,
  session: SessionState,
): SymbolDay {
  const { board, status, rule, limitUp, limitDown, listDate, ownSessions } = rules
  const contradicted = prices !== null && isContradicted(prices, rules)
  const trusted = contradicted ? null : prices
  const up = trusted === null || limitUp === null ? 'none' : touchOf(trusted.high === limitUp, sealed.up)
  const down =
    trusted === null || limitDown === null ? 'none' : touchOf(trusted.low === limitDown, sealed.down)
  const shape = prices !== null && up === 'sealed' ? shapeOf(prices) : 'none'
  const unopened = isUnopened(rule, limitUp, up, shape, remembered(before, session), {
    board,
    listDate,
    ownSessions,
  })
  const exclusion = exclusionOf({ board, status, rule, unopenedIpo: unopened, contradicted })
  const limitsKnown = rules.limitsKnown && !contradicted
  const { streak, streakIsLowerBound } = streakOf(up, limitsKnown, before, session, listDate)
  const countable = isCountable(exclusion)
  const cohort = countable && before?.countable && wasPreviousSession(before, session)
  return {
    board,
    status,
    statusAssumed: rules.statusAssumed,
    exclusion,
    limitPercent: percentOf(rule),
    limitUp,
    limitDown,
    prevClose: rules.prevClose,
    up,
    down,
    shape,
    previousUp: cohort ? before.up : 'none',
    previousStreak: cohort ? before.streak : 0,
    next: {
      instrument: rules.instrument,
      board,
      lastSession: session.tradeDate,
      lastIndex: session.index,
      close: prices?.close ?? before?.close ?? (0 as Price),
      up,
      countable,
      streak,
      streakIsLowerBound,
      history: withSession(remembered(before, session)?.history ?? 0, up === 'sealed'),
      ownSessions,
      unopened,
      status,
      delistingDay: rules.delistingDay,
    },
  }
}

/** Prices beyond the limits say that the limits are not those of the day. */
const isContradicted = ({ high, low }: DayPrices, { limitUp, limitDown }: DayRules): boolean =>
  (limitUp !== null && high > limitUp) || (limitDown !== null && low < limitDown)

const touchOf = (touched: boolean, sealed: boolean): LimitTouch =>
  touched ? (sealed ? 'sealed' : 'broken') : 'none'

function shapeOf(prices: DayPrices): BoardShape {
  if (prices.open !== prices.close) return 'none'
  return prices.low === prices.close ? 'oneWord' : 'tWord'
}

/**
 * 未开板新股: an IPO of the old regime that sealed on its first day at the 44% cap, and a one-word board on
 * every session since. Where the source has no issue price the first day is taken as sealed, as it was for
 * nearly every one of them.
 */
function isUnopened(
  rule: LimitRule,
  limitUp: Price | null,
  up: LimitTouch,
  shape: BoardShape,
  before: SymbolState | undefined,
  listing: { readonly board: Board; readonly listDate: TradeDate | null; readonly ownSessions: number },
): boolean {
  if (rule.kind === 'oldIpoFirstDay') return up === 'sealed' || limitUp === null
  if (shape !== 'oneWord') return false
  if (before !== undefined) return before.unopened
  const { board, listDate, ownSessions } = listing
  return ownSessions > 1 && listDate !== null && isOldRegimeListing(board, listDate)
}

/** Yesterday's facts are this symbol's only if its last session was the market's session before, without a gap. */
function wasPreviousSession(before: SymbolState, session: SessionState): boolean {
  return session.history === 'known' && before.lastSession === session.previousSession
}

/**
 * Consecutive boards b: 0 unless sealed, else one more than at the symbol's own last session. After a gap
 * in the data, at its beginning, and after a session whose limits are not known, a streak is a lower
 * bound: what it began with was not seen.
 */
function streakOf(
  up: LimitTouch,
  limitsKnown: boolean,
  before: SymbolState | undefined,
  session: SessionState,
  listDate: TradeDate | null,
): Pick<SymbolState, 'streak' | 'streakIsLowerBound'> {
  if (up !== 'sealed') return { streak: 0, streakIsLowerBound: !limitsKnown }
  if (before === undefined) {
    const bornInData = session.history === 'known' && (listDate === null || listDate >= session.knownSince)
    return { streak: 1, streakIsLowerBound: !bornInData }
  }
  if (remembered(before, session) === undefined) return { streak: 1, streakIsLowerBound: true }
  if (before.unopened) return { streak: 1, streakIsLowerBound: false }
  return {
    streak: before.streak + 1,
    streakIsLowerBound: tradedOnGapDay(before, session) || before.streakIsLowerBound,
  }
}
