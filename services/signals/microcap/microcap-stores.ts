import type { Type } from 'avsc'
import { MONITOR_WINDOWS, type MonitorMemory, newMonitor } from '../../../core/rotation/divergence-monitor.ts'
import type { RotationMemory } from '../../../core/rotation/rotation-window.ts'
import type { WindowSpec } from '../../../core/windows/windows.ts'
import { avroType } from '../../../runtime/codec/schemas.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { stateType } from '../../../runtime/processor/state-type.ts'
import { storedRecord, storedWindow } from '../../../runtime/windows/window-store.ts'
import { type Quote, quoteType } from '../quote.ts'
import { storedRotation } from '../stored-rotation.ts'
import { CROWDING_WINDOWS, type CrowdingMemory, newCrowding } from './crowding-window.ts'
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

const windowFields = (windows: Readonly<Record<string, WindowSpec>>): object[] =>
  Object.entries(windows).map(([name, spec]) => ({ name, type: storedWindow(spec).type }))

export const ROTATIONS = storedRotation(SESSIONS)

export const CROWDINGS = storedRecord(
  avroType({ type: 'record', name: 'CrowdingMemory', fields: windowFields(CROWDING_WINDOWS) }),
  newCrowding,
)

export const MONITORS = storedRecord(
  avroType({
    type: 'record',
    name: 'MonitorMemory',
    fields: [
      ...windowFields(MONITOR_WINDOWS),
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
  newMonitor,
)

export const MICROCAP_STORES = {
  quotes: quoteType,
  rotations: ROTATIONS.type,
  crowdings: CROWDINGS.type,
  yields: avroType({
    type: 'record',
    name: 'YieldHistory',
    fields: [
      { name: 'days', type: { type: 'array', items: 'int' } },
      { name: 'values', type: { type: 'array', items: 'double' } },
    ],
  }),
  monitors: MONITORS.type,
  wanted: stateType('Wanted', { weights: 'string' }),
} satisfies Record<keyof MicrocapStores, Type>
