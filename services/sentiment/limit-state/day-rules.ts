import { type Board, boardOf, isAShare } from '../../../core/market/board.ts'
import { chineseCalendar } from '../../../core/market/chinese-calendar.ts'
import { statusOn } from '../../../core/market/instrument-status.ts'
import { isNoLimitSentinel, limitPrices } from '../../../core/market/limit-price.ts'
import { type LimitRule, limitRule } from '../../../core/market/limit-rules.ts'
import type { Price } from '../../../core/market/price.ts'
import type { RiskStatus } from '../../../core/market/risk-status.ts'
import { addDays, type TradeDate } from '../../../core/market/trade-date.ts'
import type { DailyBar, Instrument } from '../../../schemas/generated/events.ts'
import { remembered, type SessionState, type SymbolState } from './symbol-state.ts'

/** What a source says of a symbol's day before any price: the same of a bar and of the first snapshot. */
export type DayFacts = Pick<
  DailyBar,
  'symbol' | 'instrument' | 'tradeDate' | 'prevClose' | 'riskStatus' | 'noLimit' | 'limitUp' | 'limitDown'
>

/** The rules of one symbol's day, known before its first trade. */
export interface DayRules {
  readonly instrument: DailyBar['instrument']
  readonly board: Board
  readonly status: RiskStatus
  readonly statusAssumed: boolean
  readonly listDate: TradeDate | null
  readonly ownSessions: number
  readonly delistingDay: number
  readonly rule: LimitRule
  readonly prevClose: Price | null
  readonly limitUp: Price | null
  readonly limitDown: Price | null
  /** No limit holds, or both prices are known. */
  readonly limitsKnown: boolean
  /** The source prints other limits than the ones that we compute; the printed ones hold. */
  readonly limitMismatch: boolean
}

const ASSUMED_NORMAL = { status: 'normal', assumed: true } as const

/** Listing windows are over after this many calendar days, whatever the holidays. */
const LISTING_WINDOW_DAYS = 40

const FREE_DAY: LimitRule = { kind: 'none', reason: 'newListing' }

/**
 * Board, status, reference price and limits of one symbol's day (domain.md A2-A4). Limits that the source
 * prints hold; a sentinel says that there are none; without either they are computed.
 *
 * @param before the symbol's memory, absent when nothing was seen of it yet
 * @param instrument its reference record, absent when unknown
 */
export function dayRules(
  facts: DayFacts,
  before: SymbolState | undefined,
  session: SessionState,
  instrument: Instrument | undefined,
): DayRules {
  const board = instrument?.board ?? boardOf(facts.symbol)
  const listDate = knownListDate(instrument, facts.tradeDate)
  const { status, assumed } = statusOf(facts, instrument)
  const delistingDay = delistingDayOf(status, before, session)
  const ownSessions = ownSessionsOf(facts, before, session, listDate)
  const printed = isAShare(board) ? printedLimits(facts) : undefined
  const prevClose = facts.prevClose ?? remembered(before, session)?.close ?? null
  const dated =
    facts.noLimit === true || printed === 'none'
      ? FREE_DAY
      : ruleOf(facts, board, status, listDate, ownSessions, delistingDay)
  const computed = prevClose === null ? undefined : limitPrices(prevClose, dated)
  const agree = typeof printed === 'object' && printed.up === computed?.up && printed.down === computed.down
  const contradicts = typeof printed === 'object' && !agree
  const rule = contradicts && prevClose !== null ? ruleBehind(printed.up, prevClose, dated) : dated
  const prices = typeof printed === 'object' ? printed : computed
  return {
    instrument: facts.instrument,
    board,
    status,
    statusAssumed: assumed,
    listDate,
    ownSessions,
    delistingDay,
    rule,
    prevClose,
    limitUp: prices?.up ?? null,
    limitDown: prices?.down ?? null,
    limitsKnown: rule.kind === 'none' || prices !== undefined,
    limitMismatch: contradicts && (computed !== undefined || dated.kind === 'none'),
  }
}

/** Percent of the limit that a rule sets; null where none applies. */
export const percentOf = (rule: LimitRule): number | null =>
  rule.kind === 'percent' ? rule.percent : rule.kind === 'oldIpoFirstDay' ? rule.upPercent : null

interface PrintedLimits {
  readonly up: Price
  readonly down: Price
}

/** Limits as the source prints them; `none` is its sentinel; undefined where it prints none that can be believed. */
function printedLimits({ limitUp, limitDown, prevClose }: DayFacts): PrintedLimits | 'none' | undefined {
  if (limitUp === null || limitDown === null) return undefined
  if (isNoLimitSentinel(limitUp, limitDown)) return 'none'
  if (limitUp <= limitDown) return undefined
  if (prevClose !== null && (prevClose > limitUp || prevClose < limitDown)) return undefined
  return { up: limitUp, down: limitDown }
}

const PERCENTS = [5, 10, 20, 30] as const

/** The rule whose size comes nearest to a printed limit; an approved IPO's first day keeps its own. */
function ruleBehind(up: Price, prevClose: Price, dated: LimitRule): LimitRule {
  if (dated.kind === 'oldIpoFirstDay') return dated
  const size = (up / prevClose - 1) * 100
  const distance = (percent: number): number => Math.abs(percent - size)
  const percent = PERCENTS.reduce((best, next) => (distance(next) < distance(best) ? next : best))
  return { kind: 'percent', percent, rounding: dated.kind === 'percent' ? dated.rounding : 'halfUp' }
}

/** A list date after the day belongs to another life of the code. */
function knownListDate(instrument: Instrument | undefined, tradeDate: TradeDate): TradeDate | null {
  const listDate = instrument?.listDate ?? null
  return listDate !== null && listDate <= tradeDate ? listDate : null
}

function statusOf(facts: DayFacts, instrument: Instrument | undefined): ReturnType<typeof statusOn> {
  if (facts.riskStatus !== null) return { status: facts.riskStatus, assumed: false }
  return instrument === undefined ? ASSUMED_NORMAL : statusOn(instrument, facts.tradeDate)
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
 * Own sessions since listing. Counted from session to session; where our data begin taken from the calendar;
 * 1 for a symbol that the reference does not know and that appears while history is known: a new listing.
 */
function ownSessionsOf(
  { tradeDate }: DayFacts,
  before: SymbolState | undefined,
  session: SessionState,
  listDate: TradeDate | null,
): number {
  const last = remembered(before, session)
  if (last !== undefined && (listDate === null || listDate <= last.lastSession))
    return last.ownSessions === 0 ? 0 : last.ownSessions + 1
  if (listDate === null) return before === undefined && session.history === 'known' ? 1 : 0
  if (addDays(listDate, LISTING_WINDOW_DAYS) < tradeDate) return 0
  if (listDate === tradeDate) return 1
  if (!chineseCalendar.covers(addDays(listDate, -1)) || !chineseCalendar.covers(tradeDate)) return 0
  return chineseCalendar.countBetween(addDays(listDate, -1), tradeDate)
}

function ruleOf(
  { tradeDate }: DayFacts,
  board: Board,
  status: SymbolState['status'],
  listDate: TradeDate | null,
  ownSessions: number,
  delistingDay: number,
): LimitRule {
  return limitRule({
    board,
    status,
    tradeDate,
    listDate,
    sessionsSinceListing: ownSessions === 0 ? null : ownSessions,
    delistingPeriodDay: delistingDay === 0 ? null : delistingDay,
  })
}
