import type { Type } from 'avsc'
import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { avroType } from '../../../runtime/codec/schemas.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { stateType } from '../../../runtime/processor/state-type.ts'
import type { CycleMonth } from './cycle-month.ts'
import type { Month } from './cycle-years.ts'

/** The newest close of an index, and the month it belongs to. */
export interface MonthBook {
  readonly month: Month
  readonly tradeDate: TradeDate
  readonly close: number
  /** Close at the end of the month before; null where the data have none. */
  readonly base: number | null
  /** The month is over and has been counted. */
  readonly counted: boolean
}

export interface ElectionStores {
  /** By index. */
  readonly books: MonthBook
  /** By index, kind of year and month. */
  readonly months: CycleMonth
  /** When the open month is over, under `due`. */
  readonly clock: { readonly due: EventTime }
}

export type ElectionState = ProcessorContext<ElectionStores>['state']
export type Emit = (output: AnyOutputEvent<'calendarEffects'>) => void

export const ELECTION_STORES = {
  books: stateType('MonthBook', {
    month: 'int',
    tradeDate: 'int',
    close: 'double',
    base: 'double?',
    counted: 'boolean',
  }),
  months: avroType({
    type: 'record',
    name: 'CycleMonth',
    fields: [
      { name: 'years', type: { type: 'array', items: 'int' } },
      { name: 'returns', type: { type: 'array', items: 'double' } },
    ],
  }),
  clock: stateType('ElectionClock', { due: 'long' }),
} satisfies Record<keyof ElectionStores, Type>
