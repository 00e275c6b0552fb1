import { type Board, boardOf } from '../../../core/market/board.ts'
import { chineseCalendar } from '../../../core/market/chinese-calendar.ts'
import { statusOn } from '../../../core/market/instrument-status.ts'
import { limitPrices } from '../../../core/market/limit-price.ts'
import { isOldRegimeListing, type LimitRule, limitRule } from '../../../core/market/limit-rules.ts'
import type { Price } from '../../../core/market/price.ts'
import { addDays, type TradeDate } from '../../../core/market/trade-date.ts'
import type { BoardShape, DailyBar, Instrument, LimitTouch } from '../../../schemas/generated/events.ts'
import { exclusionOf, isCountable } from '../universe.ts'
import type { SessionState, SymbolDay, SymbolState } from './symbol-state.ts'

const ASSUMED_NORMAL = { status: 'normal', assumed: true } as const

/** Listing windows are over after this many calendar days, whatever the holidays. */
const LISTING_WINDOW_DAYS = 40

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
  const board = instrument?.board ?? boardOf(bar.symbol)
  const listDate = knownListDate(instrument, bar.tradeDate)
  const { status, assumed } = statusOf(bar, instrument)
  const delistingDay = delistingDayOf(status, before, session)
  const ownSessions = ownSessionsOf(bar, before, session, listDate)
  const rule =
    bar.noLimit === true ? FREE_DAY : ruleOf(bar, board, status, listDate, ownSessions, delistingDay)
  const prevClose = bar.prevClose ?? remembered(before, session)?.close ?? null
  const prices = prevClose === null ? undefined : limitPrices(prevClose, rule)
  const limitUp = prices?.up ?? null
  const limitDown = prices?.down ?? null
  const contradicted = (limitUp !== null && bar.high > limitUp) || (limitDown !== null && bar.low < limitDown)
  const up = contradicted ? 'none' : touchOf(limitUp, bar.high, bar.close, bar.high >= (limitUp ?? Infinity))
  const down = contradicted
    ? 'none'
    : touchOf(limitDown, bar.low, bar.close, bar.low <= (limitDown ?? -Infinity))
  const shape = up === 'sealed' ? shapeOf(bar) : 'none'
  const unopened = isUnopened(rule, limitUp, up, shape, remembered(before, session), {
    board,
    listDate,
    ownSessions,
  })
  const exclusion = exclusionOf({ board, status, rule, unopenedIpo: unopened, contradicted })
  const limitsKnown = rule.kind === 'none' || (prices !== undefined && !contradicted)
  const { streak, streakIsLowerBound } = streakOf(up, limitsKnown, before, session, listDate)
  const countable = isCountable(exclusion)
  const cohort = countable && before?.countable && wasPreviousSession(before, session)
  return {
    board,
    status,
    statusAssumed: assumed,
    exclusion,
    limitPercent: percentOf(rule),
    limitUp,
    limitDown,
    prevClose,
    up,
    down,
    shape,
    previousUp: cohort ? before.up : 'none',
    previousStreak: cohort ? before.streak : 0,
    next: {
      board,
      lastSession: session.tradeDate,
      lastIndex: session.index,
      close: bar.close,
      up,
      countable,
      streak,
      streakIsLowerBound,
      ownSessions,
      unopened,
      status,
      delistingDay,
    },
  }
}

const FREE_DAY: LimitRule = { kind: 'none', reason: 'newListing' }

/** A list date after the bar belongs to another life of the code. */
function knownListDate(instrument: Instrument | undefined, tradeDate: TradeDate): TradeDate | null {
  const listDate = instrument?.listDate ?? null
  return listDate !== null && listDate <= tradeDate ? listDate : null
}

function statusOf(bar: DailyBar, instrument: Instrument | undefined): ReturnType<typeof statusOn> {
  if (bar.riskStatus !== null) return { status: bar.riskStatus, assumed: false }
  return instrument === undefined ? ASSUMED_NORMAL : statusOn(instrument, bar.tradeDate)
}

/** The first day of a delisting period is known only when the sessions before were seen in another status. */
function delistingDayOf(
  status: SymbolState['status'],
  before: SymbolState | undefined,
  session: SessionState,
): number {
  if (status !== 'delisting') return 0
  if (before === undefined || remembered(before, session) === undefined) return 2
  return before.status === 'delisting' ? before.delistingDay + 1 : 1
}

/**
 * Own sessions since listing. Counted from bar to bar; where our data begin taken from the calendar;
 * 1 for a symbol that the reference does not know and that appears while history is known: a new listing.
 */
function ownSessionsOf(
  bar: DailyBar,
  before: SymbolState | undefined,
  session: SessionState,
  listDate: TradeDate | null,
): number {
  const last = remembered(before, session)
  if (last !== undefined && (listDate === null || listDate <= last.lastSession))
    return last.ownSessions === 0 ? 0 : last.ownSessions + 1
  if (listDate === null) return before === undefined && session.history === 'known' ? 1 : 0
  if (addDays(listDate, LISTING_WINDOW_DAYS) < bar.tradeDate) return 0
  if (listDate === bar.tradeDate) return 1
  if (!chineseCalendar.covers(addDays(listDate, -1)) || !chineseCalendar.covers(bar.tradeDate)) return 0
  return chineseCalendar.countBetween(addDays(listDate, -1), bar.tradeDate)
}

function ruleOf(
  bar: DailyBar,
  board: Board,
  status: SymbolState['status'],
  listDate: TradeDate | null,
  ownSessions: number,
  delistingDay: number,
): LimitRule {
  return limitRule({
    board,
    status,
    tradeDate: bar.tradeDate,
    listDate,
    sessionsSinceListing: ownSessions === 0 ? null : ownSessions,
    delistingPeriodDay: delistingDay === 0 ? null : delistingDay,
  })
}

function touchOf(limit: Price | null, extreme: Price, close: Price, touched: boolean): LimitTouch {
  if (limit === null || !touched) return 'none'
  return close === limit ? 'sealed' : extreme === limit ? 'broken' : 'none'
}

function shapeOf(bar: DailyBar): BoardShape {
  if (bar.open !== bar.close) return 'none'
  return bar.low === bar.close ? 'oneWord' : 'tWord'
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
 * The symbol's memory, unless a gap in the data lies between: what it did there was not seen. A symbol that
 * traded on the incomplete session right before is remembered.
 */
function remembered(before: SymbolState | undefined, session: SessionState): SymbolState | undefined {
  if (before === undefined || before.lastSession >= session.knownSince) return before
  return tradedOnGapDay(before, session) ? before : undefined
}

const tradedOnGapDay = (before: SymbolState, session: SessionState): boolean =>
  session.tradeDate === session.knownSince && before.lastSession === session.previousSession

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

const percentOf = (rule: LimitRule): number | null =>
  rule.kind === 'percent' ? rule.percent : rule.kind === 'oldIpoFirstDay' ? rule.upPercent : null
