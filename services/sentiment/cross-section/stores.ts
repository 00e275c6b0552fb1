import type { Type } from 'avsc'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { avroType } from '../../../runtime/codec/schemas.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { stateType } from '../../../runtime/processor/state-type.ts'
import { type Company, companyType } from './company.ts'

/** The session whose bars come. */
export interface OpenSession {
  readonly tradeDate: TradeDate
  /** Running number of the session in the data. */
  readonly index: number
  /** Version of the instruments table that holds for the session. */
  readonly instruments: number
}

/** A company among the smallest, and by which capitalisation (whole CNY). */
export interface Candidate {
  readonly instrument: InstrumentSymbol
  readonly cap: number
}

export interface CrossSectionStores {
  /** What is remembered of a company from its last own session, by instrument. */
  readonly companies: Company
  /** The open session, under `open`. */
  readonly session: OpenSession
  /** The task's smallest companies at the close of the session before, under `smallest`. */
  readonly chosen: { readonly companies: readonly Candidate[] }
}

export const CROSS_SECTION_STORES = {
  companies: companyType,
  session: stateType('CrossSectionSession', { tradeDate: 'int', index: 'int', instruments: 'long' }),
  chosen: avroType({
    type: 'record',
    name: 'Chosen',
    fields: [
      {
        name: 'companies',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'Candidate',
            fields: [
              { name: 'instrument', type: 'string' },
              { name: 'cap', type: 'double' },
            ],
          },
        },
      },
    ],
  }),
} satisfies Record<keyof CrossSectionStores, Type>

export type CrossSectionContext = ProcessorContext<CrossSectionStores>
export type Emit = (output: AnyOutputEvent<'crossSection'>) => void
