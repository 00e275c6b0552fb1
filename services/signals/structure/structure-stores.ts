import type { Type } from 'avsc'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { PercentileRank, Skewness } from '../../../core/windows/windows.ts'
import { avroType } from '../../../runtime/codec/schemas.ts'
import { OPEN_MOMENT_TYPE, type OpenMoment } from '../../../runtime/processor/moments.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { stateType } from '../../../runtime/processor/state-type.ts'
import { storedWindow } from '../../../runtime/windows/window-store.ts'
import { type FlowMemory, STREAK, TWO_WEEKS_SUM } from './flow-memory.ts'
import type { SplitMemory } from './share-change.ts'
import { SKEWNESS } from './sharp-fall.ts'
import { STRESSES } from './stress-index.ts'

/** What something is measured from, and how far it has gone. */
export interface Measured {
  readonly base: number
  readonly baseDate: TradeDate
  readonly latest: TradeDate
  /** Lowest change since; 0 at first. */
  readonly lowest: number
  readonly sessions: number
}

/** The latest closes of an index and the skewness of its returns. */
export interface Asymmetry {
  readonly tradeDate: TradeDate
  readonly closes: readonly number[]
}

export interface Stress {
  period: TradeDate
  readonly rank: PercentileRank
}

export type FundMemory = FlowMemory &
  SplitMemory & {
    readonly tradeDate: TradeDate
    readonly shares: number
    /** The latest value a share, and the one of the day whose shares are kept. */
    readonly nav: number
  }

/** A class of funds on its latest session: what was before, and the session so far. */
export type ClassDay = FlowMemory & {
  readonly tradeDate: TradeDate
  readonly total: number
  readonly suspect: number
  /** Funds whose flow is known, and is not. */
  readonly known: number
  readonly unknown: number
  /** Assets before, and what they gained or lost with prices, CNY. */
  readonly assets: number
  readonly gained: number
  /** The open moment has changed it. */
  readonly news: boolean
  readonly said: number
}

export interface StructureStores {
  readonly moment: OpenMoment
  /** By subject of an anchor. */
  readonly measured: Measured
  /** Latest values of observed series, by series. */
  readonly observed: { readonly period: TradeDate; readonly value: number }
  readonly asymmetry: Asymmetry
  /** Of the returns of the same closes. */
  readonly skewness: Skewness
  /** Financial stress, by series. */
  readonly stress: Stress
  readonly funds: FundMemory
  /** By class. */
  readonly classes: ClassDay
}

export type StructureState = ProcessorContext<StructureStores>['state']
export type Emit = (output: AnyOutputEvent<'structure'>) => void

const FLOW_FIELDS = [
  { name: 'tradeDate', type: 'int' },
  { name: 'streak', type: storedWindow(STREAK).type },
  { name: 'cumulative', type: 'double' },
  { name: 'twoWeeks', type: storedWindow(TWO_WEEKS_SUM).type },
  { name: 'lastOutflow', type: ['null', 'int'] },
]

export const STRUCTURE_STORES = {
  moment: OPEN_MOMENT_TYPE,
  measured: stateType('Measured', {
    base: 'double',
    baseDate: 'int',
    latest: 'int',
    lowest: 'double',
    sessions: 'int',
  }),
  observed: stateType('Observed', { period: 'int', value: 'double' }),
  asymmetry: avroType({
    type: 'record',
    name: 'Asymmetry',
    fields: [
      { name: 'tradeDate', type: 'int' },
      { name: 'closes', type: { type: 'array', items: 'double' } },
    ],
  }),
  skewness: SKEWNESS.type,
  stress: STRESSES.type,
  funds: avroType({
    type: 'record',
    name: 'FundMemory',
    fields: [
      ...FLOW_FIELDS,
      { name: 'shares', type: 'double' },
      { name: 'nav', type: 'double' },
      { name: 'awaited', type: ['null', 'double'] },
      { name: 'last', type: ['null', 'double'] },
      { name: 'daysSince', type: 'int' },
    ],
  }),
  classes: avroType({
    type: 'record',
    name: 'ClassDay',
    fields: [
      ...FLOW_FIELDS,
      { name: 'total', type: 'double' },
      { name: 'suspect', type: 'double' },
      { name: 'known', type: 'int' },
      { name: 'unknown', type: 'int' },
      { name: 'assets', type: 'double' },
      { name: 'gained', type: 'double' },
      { name: 'news', type: 'boolean' },
      { name: 'said', type: 'int' },
    ],
  }),
} satisfies Record<keyof StructureStores, Type>
