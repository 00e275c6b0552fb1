import type { Type } from 'avsc'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { type Mean, mean, type PercentileRank, percentileRank } from '../../../core/windows/windows.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { eventStateType, stateType } from '../../../runtime/processor/state-type.ts'
import { storedWindow } from '../../../runtime/windows/window-store.ts'
import type { CrossSection } from '../../../schemas/generated/events.ts'
import { CROWDING_RULES } from './crowding-rules.ts'

/** What a subject traded in a week so far. */
export interface WeekAmount {
  /** Monday of the week. */
  readonly week: TradeDate
  /** Fen of the subject and of the market on the sessions on which both are known. */
  readonly amount: number
  readonly market: number
  readonly sessions: number
}

export interface CrowdingStores {
  /** Shares of the open session by task. */
  readonly partials: CrossSection
  /** Shares of turnover over the past year, by subject. */
  readonly year: PercentileRank
  /** The running week, by subject. */
  readonly weeks: WeekAmount
  /** Shares of complete weeks of TMT, under its name. */
  readonly completeWeeks: PercentileRank
  /** Turnover rates of the market, under `market`. */
  readonly rates: Mean
}

export const YEAR = storedWindow(percentileRank({ length: CROWDING_RULES.year }))
export const COMPLETE_WEEKS = storedWindow(percentileRank({ length: CROWDING_RULES.weeks }))
export const RATES = storedWindow(mean({ length: CROWDING_RULES.calmSessions }))

export const CROWDING_STORES = {
  partials: eventStateType('cross-section'),
  year: YEAR.type,
  weeks: stateType('WeekAmount', { week: 'int', amount: 'long', market: 'long', sessions: 'int' }),
  completeWeeks: COMPLETE_WEEKS.type,
  rates: RATES.type,
} satisfies Record<keyof CrowdingStores, Type>

export type CrowdingState = ProcessorContext<CrowdingStores>['state']
export type Emit = (output: AnyOutputEvent<'crowding'>) => void
