import type { Type } from 'avsc'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { RotationMemory } from '../../../core/rotation/rotation-window.ts'
import { PercentileRank } from '../../../core/windows/percentile-rank.ts'
import { avroType } from '../../../runtime/codec/schemas.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { stateType } from '../../../runtime/processor/state-type.ts'
import { windowType } from '../../../runtime/processor/window-state.ts'
import { type Quote, quoteType } from '../quote.ts'
import { rotationType } from '../rotation-type.ts'
import type { IndicatorMemory } from './indicator.ts'
import { PE, STYLE_SESSIONS } from './macro-configuration.ts'

/** Price earnings ratios of an industry. */
export interface ValuationMemory {
  /** Last day that a ratio was taken of. */
  readonly period: TradeDate
  readonly ratios: PercentileRank
}

export const newRatios = (): PercentileRank =>
  new PercentileRank({ length: PE.sessions, minimum: PE.minimum })

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

export const MACRO_STORES = {
  indicators: avroType({
    type: 'record',
    name: 'IndicatorMemory',
    fields: [
      latest('latest'),
      latest('minus'),
      { name: 'bullish', type: ['null', 'int'] },
      { name: 'releasedAt', type: 'long' },
      { name: 'windows', type: { type: 'array', items: 'bytes' } },
    ],
  }),
  valuations: avroType({
    type: 'record',
    name: 'ValuationMemory',
    fields: [
      { name: 'period', type: 'int' },
      { name: 'ratios', type: windowType(newRatios) },
    ],
  }),
  quotes: quoteType,
  styles: rotationType(STYLE_SESSIONS),
  closed: stateType('Closed', { count: 'int' }),
  wanted: stateType('Wanted', { weights: 'string' }),
} satisfies Record<keyof MacroStores, Type>
