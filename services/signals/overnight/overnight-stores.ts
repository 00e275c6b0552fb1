import type { Type } from 'avsc'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { ProcessorContext } from '../../../runtime/processor/processor.ts'
import { stateType } from '../../../runtime/processor/state-type.ts'

/** A US series between two Chinese opens. */
export interface Quote {
  /** Its last session, and the close of it. */
  readonly tradeDate: TradeDate
  readonly close: number
  /** The close that was known at the last Chinese open; null if there was none. */
  readonly base: number | null
  /** Return over the US sessions before the last Chinese open; null if it did not trade in the last of them. */
  readonly change: number | null
}

/** US sessions since the last Chinese open. */
export interface Night {
  /** The last US session of which a close is known. */
  readonly usDate: TradeDate
  readonly usSessions: number
  /** Chinese opens in a row before which no US session had ended. */
  readonly staleDays: number
  /** US sessions that the figures at hand span; 0 before the first. */
  readonly span: number
}

export interface OvernightStores {
  readonly quotes: Quote
  /** Under `night`. */
  readonly night: Night
}

export type OvernightState = ProcessorContext<OvernightStores>['state']

export const OVERNIGHT_STORES = {
  quotes: stateType('Quote', { tradeDate: 'int', close: 'double', base: 'double?', change: 'double?' }),
  night: stateType('Night', { usDate: 'int', usSessions: 'int', staleDays: 'int', span: 'int' }),
} satisfies Record<keyof OvernightStores, Type>
