import { type Board, isAShare } from './board.ts'
import {
  FREE_FIRST_DELISTING_DAY_FROM,
  type LimitRounding,
  NEW_LISTING_ROWS,
  type NewListingRow,
  OLD_IPO_BAND,
  PERCENT_ROWS,
} from './limit-rule-table.ts'
import type { RiskStatus } from './risk-status.ts'
import type { TradeDate } from './trade-date.ts'

/** Which price limits hold for one share on one day. */
export type LimitRule =
  | {
      readonly kind: 'none'
      /** `beforeRules`: the day lies before the first rule of the board in our table. */
      readonly reason: 'newListing' | 'delistingPeriodFirstDay' | 'notAShare' | 'beforeRules'
    }
  | { readonly kind: 'percent'; readonly percent: 5 | 10 | 20 | 30; readonly rounding: LimitRounding }
  | { readonly kind: 'oldIpoFirstDay'; readonly upPercent: 44; readonly downPercent: 36 }

export interface LimitRuleInput {
  readonly board: Board
  /** Status on that day, never today's. */
  readonly status: RiskStatus
  readonly tradeDate: TradeDate
  /** First session; null where unknown: then the regime is the one of `tradeDate`. */
  readonly listDate: TradeDate | null
  /** The share's own sessions so far, 1 on the listing day; null where unknown: taken as an old share. */
  readonly sessionsSinceListing: number | null
  /** 1 on the first session of the delisting period; null outside it or where unknown. */
  readonly delistingPeriodDay: number | null
}

/** The rule of one share on one day, from the dated tables in limit-rule-table.ts. */
export function limitRule(input: LimitRuleInput): LimitRule {
  const { board, status, tradeDate, sessionsSinceListing, delistingPeriodDay } = input
  if (!isAShare(board)) return NOT_A_SHARE
  if (sessionsSinceListing !== null) {
    const window = newListingRow(board, input.listDate ?? tradeDate)?.window
    if (window === 'oldIpoFirstDay') {
      if (sessionsSinceListing === 1) return OLD_IPO_FIRST_DAY
    } else if (window !== undefined && sessionsSinceListing <= window.freeSessions) return NEW_LISTING
  }
  if (delistingPeriodDay === 1 && tradeDate >= FREE_FIRST_DELISTING_DAY_FROM) return DELISTING_FIRST_DAY
  return percentRule(board, status, tradeDate)
}

/**
 * Whether a share was listed under the approval system with its first-day band. Such a share seals its
 * limit every day until it opens; until then it counts in no statistic (未开板新股).
 */
export function isOldRegimeListing(board: Board, listDate: TradeDate): boolean {
  return newListingRow(board, listDate)?.window === 'oldIpoFirstDay'
}

const NOT_A_SHARE: LimitRule = { kind: 'none', reason: 'notAShare' }
const NEW_LISTING: LimitRule = { kind: 'none', reason: 'newListing' }
const DELISTING_FIRST_DAY: LimitRule = { kind: 'none', reason: 'delistingPeriodFirstDay' }
const BEFORE_RULES: LimitRule = { kind: 'none', reason: 'beforeRules' }
const OLD_IPO_FIRST_DAY: LimitRule = { kind: 'oldIpoFirstDay', ...OLD_IPO_BAND }

/** One object per table row, so that the rule of an event costs no allocation. */
const PERCENT_RULES = PERCENT_ROWS.map((row) => ({
  ...row,
  rule: { kind: 'percent', percent: row.percent, rounding: row.rounding } satisfies LimitRule,
}))

function percentRule(board: Board, status: RiskStatus, date: TradeDate): LimitRule {
  for (const row of PERCENT_RULES) {
    if (!row.boards.includes(board) || date < row.from) continue
    if (row.until !== undefined && date >= row.until) continue
    if (row.statuses === undefined || row.statuses.includes(status)) return row.rule
  }
  return BEFORE_RULES
}

function newListingRow(board: Board, listDate: TradeDate): NewListingRow | undefined {
  return NEW_LISTING_ROWS.find(
    (row) =>
      row.boards.includes(board) &&
      listDate >= row.listedFrom &&
      (row.listedUntil === undefined || listDate < row.listedUntil),
  )
}
