import type { Type } from 'avsc'
import { avroType } from '../../../runtime/codec/schemas.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { eventStateType } from '../../../runtime/processor/state-type.ts'
import type { CrossSection } from '../../../schemas/generated/events.ts'

/** The index after the last session. */
export interface IndexLevel {
  readonly level: number
  /** Who was in it. */
  readonly members: readonly string[]
}

export interface MicrocapIndexStores {
  /** Shares of the open session by task. */
  readonly partials: CrossSection
  /** By subject. */
  readonly index: IndexLevel
}

export const MICROCAP_INDEX_STORES = {
  partials: eventStateType('cross-section'),
  index: avroType({
    type: 'record',
    name: 'IndexLevel',
    fields: [
      { name: 'level', type: 'double' },
      { name: 'members', type: { type: 'array', items: 'string' } },
    ],
  }),
} satisfies Record<keyof MicrocapIndexStores, Type>

export type MicrocapIndexState = ProcessorContext<MicrocapIndexStores>['state']
export type Emit = (output: AnyOutputEvent<'microcapIndex'>) => void
