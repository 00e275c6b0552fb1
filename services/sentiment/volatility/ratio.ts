import type { TradeDate } from '../../../core/market/trade-date.ts'
import { createWindow, type Mean, mean } from '../../../core/windows/windows.ts'
import { RATIO_RULES, TOUCH_RULES } from './volatility-rules.ts'

export type RatioLevel = 'normal' | 'watch' | 'alert'

/** VVIX/VIX up to one date. */
export interface RatioState {
  /** First date that has a ratio. */
  readonly first: TradeDate
  readonly tradeDate: TradeDate
  readonly ratio: number
  /** The month's average. */
  readonly month: Mean
  /** Averages of the latest sessions, newest last. */
  readonly averages: readonly (number | null)[]
  readonly alert: boolean
  /** Sessions since the ratio itself last rose to the threshold. */
  readonly sinceDailyTouch: number | null
}

export interface RatioDay {
  readonly next: RatioState
  readonly average: number | null
  readonly level: RatioLevel
  readonly topSignal: boolean
  /**
   * What happened on this date. `ma`: the average reached the threshold; `daily`: the ratio did; `fresh`: it did for
   * the first time in more than a month; `top`: a top signal began.
   */
  readonly touched: readonly TouchKind[]
}

export type TouchKind = 'ma' | 'daily' | 'fresh' | 'top'

/**
 * The next session of VVIX/VIX (domain.md C1): its month average 月均, the level with hysteresis, and whether a top is
 * behind us 见顶回落. An alert begins when the average reaches 6 and ends when it falls below 5.8.
 */
export function nextRatio(before: RatioState | undefined, tradeDate: TradeDate, ratio: number): RatioDay {
  const { alert, leave, topSessions } = RATIO_RULES
  const month = before?.month.clone() ?? createWindow(MONTH)
  month.push(ratio)
  const average = month.value
  const isAlert = average !== null && (average >= alert || (before?.alert === true && average >= leave))
  const averages = [...(before?.averages ?? []), average].slice(-topSessions)
  const isDailyTouch = before !== undefined && before.ratio < alert && ratio >= alert
  const sinceDailyTouch = before?.sinceDailyTouch ?? null
  const touched: TouchKind[] = []
  if (isAlert && before?.alert !== true) touched.push('ma')
  if (isDailyTouch) touched.push('daily')
  if (isDailyTouch && (sinceDailyTouch === null || sinceDailyTouch >= TOUCH_RULES.freshAfter))
    touched.push('fresh')
  const topSignal = isTop(averages)
  if (topSignal && !isTop(before?.averages ?? [])) touched.push('top')
  return {
    next: {
      first: before?.first ?? tradeDate,
      tradeDate,
      ratio,
      month,
      averages,
      alert: isAlert,
      sinceDailyTouch: isDailyTouch ? 0 : sinceDailyTouch === null ? null : sinceDailyTouch + 1,
    },
    average,
    level: isAlert ? 'alert' : ratio >= alert ? 'watch' : 'normal',
    topSignal,
    touched,
  }
}

export const MONTH = mean({ length: RATIO_RULES.month })

/** The average was at the threshold within the latest sessions and has fallen twice in a row. */
function isTop(averages: readonly (number | null)[]): boolean {
  const [beforePrevious, previous, latest] = averages.slice(-3)
  if (latest == null || previous == null || beforePrevious == null) return false
  return (
    latest < previous &&
    previous < beforePrevious &&
    averages.some((average) => average !== null && average >= RATIO_RULES.alert)
  )
}
