import type { Type } from 'avsc'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { RotationMemory } from '../../../core/rotation/rotation-window.ts'
import { createWindow, type PercentileRank, percentileRank } from '../../../core/windows/windows.ts'
import { avroType } from '../../../runtime/codec/schemas.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { stateType } from '../../../runtime/processor/state-type.ts'
import {
  ANY_WINDOW,
  type StoredWindows,
  storedRecord,
  storedWindow,
} from '../../../runtime/windows/window-store.ts'
import { type Quote, quoteType } from '../quote.ts'
import { storedRotation } from '../stored-rotation.ts'
import { type IndicatorMemory, newIndicator } from './indicator.ts'
import { PE, STYLE_SESSIONS } from './macro-configuration.ts'
import type { IndicatorRule } from './macro-indicators.ts'

/** Price earnings ratios of an industry. */
export interface ValuationMemory {
  /** Last day that a ratio was taken of. */
  period: TradeDate
  readonly ratios: PercentileRank
}

const RATIOS = percentileRank({ length: PE.sessions, minimum: PE.minimum })

export interface MacroStores {
  /** By name. */
  readonly indicators: IndicatorMemory
  /** By industry. */
  readonly valuations: ValuationMemory
  /** Newest bars, by symbol. */
  readonly quotes: Quote
  /** By subject. */
  readonly styles: RotationMemory
  /** Sessions closed so far, under `sessions`, and then, by subject of a style, with both of its bars. */
  readonly closed: { readonly count: number }
  /** What the style strategy wanted last, by strategy. */
  readonly wanted: { readonly weights: string }
}

export type MacroState = ProcessorContext<MacroStores>['state']
export type MacroOutput = 'macro' | 'targets'
export type Emit = (output: AnyOutputEvent<MacroOutput>) => void

const latest = (name: string): object => ({
  name,
  type: [
    'null',
    {
      type: 'record',
      name: `${name}Release`,
      fields: [
        { name: 'period', type: 'int' },
        { name: 'value', type: 'double' },
      ],
    },
  ],
})

const INDICATOR_TYPE = avroType({
  type: 'record',
  name: 'IndicatorMemory',
  fields: [
    latest('latest'),
    latest('minus'),
    { name: 'bullish', type: ['null', 'int'] },
    { name: 'releasedAt', type: 'long' },
    { name: 'windows', type: { type: 'array', items: ANY_WINDOW } },
  ],
})

/** Indicators differ in their windows; all stand in one store. */
export const storedIndicator = (rule: IndicatorRule): StoredWindows<IndicatorMemory> =>
  storedRecord(INDICATOR_TYPE, () => newIndicator(rule))

export const VALUATIONS = storedRecord<ValuationMemory>(
  avroType({
    type: 'record',
    name: 'ValuationMemory',
    fields: [
      { name: 'period', type: 'int' },
      { name: 'ratios', type: storedWindow(RATIOS).type },
    ],
  }),
  () => ({ period: 0 as TradeDate, ratios: createWindow(RATIOS) }),
)

export const STYLES = storedRotation(STYLE_SESSIONS)

export const MACRO_STORES = {
  indicators: INDICATOR_TYPE,
  valuations: VALUATIONS.type,
  quotes: quoteType,
  styles: STYLES.type,
  closed: stateType('Closed', { count: 'int' }),
  wanted: stateType('Wanted', { weights: 'string' }),
} satisfies Record<keyof MacroStores, Type>
