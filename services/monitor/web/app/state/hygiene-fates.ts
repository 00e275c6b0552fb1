import type { HygieneMark } from '../../../../../core/market/ticks/hygiene-mark.ts'

/** What became of a snapshot; `symbols` are findings about a symbol's day, counted once for each. */
export type Fate = 'kept' | 'noted' | 'dropped' | 'quarantined' | 'symbols'

/** Findings of the processor beside the marks of the rules. */
export type Finding =
  | HygieneMark
  | 'accepted'
  | 'lateBeyondCorrection'
  | 'limitMismatch'
  | 'incompleteDay'
  | 'vendorMismatch'

const FATES: Readonly<Record<Finding, Fate>> = {
  accepted: 'kept',
  staleDay: 'dropped',
  preOpen: 'dropped',
  duplicate: 'dropped',
  offGrid: 'quarantined',
  outsideLimits: 'quarantined',
  unitChange: 'quarantined',
  ghost: 'noted',
  highRepaired: 'noted',
  lowRepaired: 'noted',
  openIgnored: 'noted',
  volumeReset: 'noted',
  volumeRestored: 'noted',
  volumeCorrection: 'noted',
  prevCloseChanged: 'noted',
  crossed: 'noted',
  clockSkew: 'noted',
  lateApplied: 'noted',
  lateOlder: 'noted',
  lateBeyondCorrection: 'noted',
  limitMismatch: 'symbols',
  incompleteDay: 'symbols',
  vendorMismatch: 'symbols',
}

export interface HygieneRow {
  readonly finding: string
  readonly fate: Fate
  readonly count: number
}

const ORDER: readonly Fate[] = ['kept', 'dropped', 'quarantined', 'noted', 'symbols']

/** Counters of tick hygiene by what became of the snapshots, most first within each; unknown ones are notes. */
export function hygieneRows(counters: Readonly<Record<string, number>>): readonly HygieneRow[] {
  return Object.entries(counters)
    .map(([finding, count]) => ({ finding, count, fate: FATES[finding as Finding] ?? 'noted' }))
    .sort((a, b) => ORDER.indexOf(a.fate) - ORDER.indexOf(b.fate) || b.count - a.count)
}

/** Every snapshot once: what has a note is among those that were kept. */
export function snapshotCount(rows: readonly HygieneRow[]): number {
  return rows.reduce(
    (sum, { fate, count }) => (fate === 'noted' || fate === 'symbols' ? sum : sum + count),
    0,
  )
}

/** Snapshots that came late: applied, too old for more than an extreme, or older than corrections reach. */
export function lateSnapshots(counters: Readonly<Record<string, number>>): number {
  const { lateApplied = 0, lateOlder = 0 } = counters
  return lateApplied + lateOlder
}
