import type { TradeDate } from '../../../core/market/trade-date.ts'
import {
  createWindow,
  type Streak,
  type Sum,
  streak as streakOf,
  sum,
} from '../../../core/windows/windows.ts'

/** Sessions of "the last two weeks" [S3]. */
export const TWO_WEEKS = 10

/** What is remembered of the flows of a fund or a class. */
export interface FlowMemory {
  /** Sessions in a row with the same sign. */
  readonly streak: Streak
  /** Sum since the streak began, CNY. */
  readonly cumulative: number
  /** Flows of the last sessions. */
  readonly twoWeeks: Sum
  /** The last session with money going out. */
  readonly lastOutflow: TradeDate | null
}

export const STREAK = streakOf()
export const TWO_WEEKS_SUM = sum({ length: TWO_WEEKS, minimum: 1 })

export const NO_FLOWS: FlowMemory = {
  streak: createWindow(STREAK),
  cumulative: 0,
  twoWeeks: createWindow(TWO_WEEKS_SUM),
  lastOutflow: null,
}

/**
 * The memory after a session's flow. A session on which nothing could be created is not pushed at all: it neither
 * counts nor breaks a streak (domain.md C18).
 */
export function withFlow(memory: FlowMemory, flow: number, tradeDate: TradeDate): FlowMemory {
  const streak = memory.streak.clone()
  const twoWeeks = memory.twoWeeks.clone()
  streak.push(flow)
  twoWeeks.push(flow)
  const goesOn = Math.abs(streak.value ?? 0) > 1
  return {
    streak,
    twoWeeks,
    cumulative: goesOn ? memory.cumulative + flow : flow,
    lastOutflow: flow < 0 ? tradeDate : memory.lastOutflow,
  }
}

/** Figures of a row, by name. */
export function flowFigures({
  streak,
  cumulative,
  twoWeeks,
  lastOutflow,
}: FlowMemory): Record<string, number> {
  return {
    streak: streak.value ?? 0,
    cumulative,
    twoWeeks: twoWeeks.value ?? 0,
    ...(lastOutflow === null ? {} : { lastOutflow }),
  }
}
