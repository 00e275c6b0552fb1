import type { Operation } from './ports/gate.ts'
import type { Role } from './world/services.ts'

/** The n-th call of a kind that a service makes, counted from 0 over all its processes, in order of virtual time. */
export interface AtCall {
  readonly role: Role
  readonly operation: Operation
  readonly nth: number
}

/** One thing that goes wrong. A schedule of them is plain data: printed, it can be read and run again. */
export type Fault =
  /** The process that makes the call dies there, and is started again after a while. */
  | (AtCall & { readonly kind: 'kill'; readonly when: 'before' | 'after'; readonly downMs: number })
  /** It is asked to stop, and dies so many calls later. */
  | { readonly kind: 'killInShutdown'; readonly role: Role; readonly atMs: number; readonly calls: number }
  /** It is stopped in order and started again. */
  | { readonly kind: 'restart'; readonly role: Role; readonly atMs: number }
  /** It stands still, longer than its groups wait for it: it wakes up as a zombie. */
  | (AtCall & { readonly kind: 'stall'; readonly forMs: number })
  /** A transaction is aborted, nothing of it written; the disk may have been full. */
  | (AtCall & { readonly kind: 'abort'; readonly code: 'aborted' | 'unavailable' })
  /** A transaction is written, and whoever wrote it is told that it may not have been. */
  | (AtCall & { readonly kind: 'commitAnswerLost' })
  /** Records that were handed out come again. */
  | (AtCall & { readonly kind: 'redeliver'; readonly records: number })
  /** The process dies, and what its task has stored of its state is found damaged afterwards. */
  | (AtCall & {
      readonly kind: 'damage'
      readonly entry: 'manifest' | 'shard'
      readonly how: 'flip' | 'truncate' | 'remove'
      readonly place: number
    })
  /** A port is out of reach, slow, or refuses for reasons that pass. */
  | {
      readonly kind:
        | 'logAway'
        | 'logSlow'
        | 'registryAway'
        | 'registrySlow'
        | 'warehouseAway'
        | 'warehouseSlow'
      readonly atMs: number
      readonly forMs: number
    }
  /** The engine dies in an insert: a part of the block is in the table, and nobody knows which. */
  | (AtCall & { readonly kind: 'insertTorn'; readonly share: number })
  /** The block is in the table, and nobody is told. */
  | (AtCall & { readonly kind: 'insertAnswerLost' })
  /** One process becomes four, then two. */
  | { readonly kind: 'rebalance'; readonly role: Role; readonly atMs: number; readonly everyMs: number }
  /** What `Date.now` says jumps. */
  | { readonly kind: 'clockJump'; readonly atMs: number; readonly byMs: number }
  /** Everything is published again by the same command. */
  | { readonly kind: 'resend' }

export type FaultKind = Fault['kind']

export const FAULT_KINDS = [
  'kill',
  'killInShutdown',
  'restart',
  'stall',
  'abort',
  'commitAnswerLost',
  'redeliver',
  'damage',
  'logAway',
  'logSlow',
  'registryAway',
  'registrySlow',
  'warehouseAway',
  'warehouseSlow',
  'insertTorn',
  'insertAnswerLost',
  'rebalance',
  'clockJump',
  'resend',
] as const satisfies readonly FaultKind[]

/** Faults that stand at a call. */
export type CallFault = Extract<Fault, AtCall>

export const isAtCall = (fault: Fault): fault is CallFault => 'nth' in fault
