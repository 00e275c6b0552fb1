import type { Type } from 'avsc'
import { type MonitorMemory, newMonitor } from '../../../core/rotation/divergence-monitor.ts'
import type { RotationMemory } from '../../../core/rotation/rotation-window.ts'
import { avroType } from '../../../runtime/codec/schemas.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { stateType } from '../../../runtime/processor/state-type.ts'
import { windowType } from '../../../runtime/processor/window-state.ts'
import { type Quote, quoteType } from '../quote.ts'
import { rotationType } from '../rotation-type.ts'
import { type CrowdingMemory, newCrowding } from './crowding-window.ts'
import { SESSIONS } from './microcap-configuration.ts'
import type { YieldHistory } from './yield-history.ts'

export interface MicrocapStores {
  /** Newest bars, by symbol. */
  readonly quotes: Quote
  /** By subject. */
  readonly rotations: RotationMemory
  /** By subject. */
  readonly crowdings: CrowdingMemory
  /** Under `yields`. */
  readonly yields: YieldHistory
  /** By subject and period of the bars. */
  readonly monitors: MonitorMemory
  /** What each strategy wanted last, by strategy. */
  readonly wanted: { readonly weights: string }
}

export type MicrocapState = ProcessorContext<MicrocapStores>['state']
export type MicrocapOutput = 'microcap' | 'targets'
export type Emit = (output: AnyOutputEvent<MicrocapOutput>) => void

const extremeBars = (name: string): object => ({
  name,
  type: {
    type: 'array',
    items: {
      type: 'record',
      name: `${name}Bar`,
      fields: [
        { name: 'bar', type: 'int' },
        { name: 'close', type: 'double' },
        { name: 'dif', type: 'double' },
      ],
    },
  },
})

const bytesOf = (name: keyof MonitorMemory & ('fast' | 'slow' | 'highest' | 'lowest')): object => ({
  name,
  type: windowType(() => newMonitor()[name]),
})

const crowdingOf = (name: keyof CrowdingMemory): object => ({
  name,
  type: windowType(() => newCrowding()[name]),
})

export const MICROCAP_STORES = {
  quotes: quoteType,
  rotations: rotationType(SESSIONS),
  crowdings: avroType({
    type: 'record',
    name: 'CrowdingMemory',
    fields: [crowdingOf('micro'), crowdingOf('market'), crowdingOf('year')],
  }),
  yields: avroType({
    type: 'record',
    name: 'YieldHistory',
    fields: [
      { name: 'days', type: { type: 'array', items: 'int' } },
      { name: 'values', type: { type: 'array', items: 'double' } },
    ],
  }),
  monitors: avroType({
    type: 'record',
    name: 'MonitorMemory',
    fields: [
      bytesOf('fast'),
      bytesOf('slow'),
      bytesOf('highest'),
      bytesOf('lowest'),
      {
        name: 'divergence',
        type: {
          type: 'record',
          name: 'DivergenceMemory',
          fields: [
            { name: 'next', type: 'int' },
            extremeBars('highs'),
            extremeBars('lows'),
            { name: 'last', type: ['null', 'string'] },
            { name: 'lastBar', type: 'int' },
          ],
        },
      },
    ],
  }),
  wanted: stateType('Wanted', { weights: 'string' }),
} satisfies Record<keyof MicrocapStores, Type>
