import type { CleanTick } from './clean-tick.ts'
import type { DropMark, HygieneMark, QuarantineMark } from './hygiene-mark.ts'
import type { TickMemory } from './tick-memory.ts'

/** What became of one snapshot, and what is remembered for the next one of its symbol. */
export type Inspection =
  | {
      readonly kind: 'accepted'
      readonly tick: CleanTick
      readonly memory: TickMemory
      readonly marks: readonly HygieneMark[]
    }
  | { readonly kind: 'dropped'; readonly mark: DropMark; readonly memory: TickMemory | undefined }
  | {
      readonly kind: 'quarantined'
      readonly mark: QuarantineMark
      /** What was wrong with which value. */
      readonly reason: string
      readonly memory: TickMemory | undefined
    }

/** Marks of a snapshot without a finding: one array for all of them. */
export const NO_MARKS: readonly HygieneMark[] = Object.freeze([])
