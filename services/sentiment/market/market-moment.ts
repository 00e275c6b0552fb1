import type { Fen } from '../../../core/market/price.ts'
import type { GroupTally, IntradayMember, IntradayPartial } from '../../../schemas/generated/events.ts'

/** The whole market at a moment: the shares of all tasks put together. */
export interface MarketMoment {
  readonly members: readonly IntradayMember[]
  /** One per board, industry and concept, ascending. */
  readonly tallies: readonly GroupTally[]
  readonly expected: number
  readonly seen: number
  readonly suspended: number
  readonly cohortMissing: number
  readonly stale: number
  readonly hygiene: Readonly<Record<string, number>>
}

/** Concatenates members and adds integers: the number of tasks and their order cannot matter. */
export function mergePartials(partials: readonly IntradayPartial[]): MarketMoment {
  const total = (field: 'expected' | 'seen' | 'suspended' | 'cohortMissing' | 'stale'): number =>
    partials.reduce((sum, partial) => sum + partial[field], 0)
  return {
    members: partials.flatMap(({ members }) => members),
    tallies: mergeTallies(partials.flatMap(({ tallies }) => tallies)),
    expected: total('expected'),
    seen: total('seen'),
    suspended: total('suspended'),
    cohortMissing: total('cohortMissing'),
    stale: total('stale'),
    hygiene: addRecords(partials.map(({ hygiene }) => hygiene)),
  }
}

/** What a group is known by; a name holds no control characters. */
export const groupKey = ({ kind, name }: Pick<GroupTally, 'kind' | 'name'>): string => `${kind}\u0000${name}`

function mergeTallies(tallies: readonly GroupTally[]): readonly GroupTally[] {
  const merged = new Map<string, GroupTally>()
  for (const tally of tallies) {
    const key = groupKey(tally)
    const before = merged.get(key)
    merged.set(key, before === undefined ? tally : addTallies(before, tally))
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally)
}

const addTallies = (a: GroupTally, b: GroupTally): GroupTally => ({
  kind: a.kind,
  name: a.name,
  traded: a.traded + b.traded,
  advancers: a.advancers + b.advancers,
  decliners: a.decliners + b.decliners,
  unchanged: a.unchanged + b.unchanged,
  untraded: a.untraded + b.untraded,
  suspended: a.suspended + b.suspended,
  missing: a.missing + b.missing,
  priced: a.priced + b.priced,
  returnSum: a.returnSum + b.returnSum,
  volume: a.volume + b.volume,
  amount: (a.amount + b.amount) as Fen,
  amountSymbols: a.amountSymbols + b.amountSymbols,
  histogram: addArrays([a.histogram, b.histogram]),
})

/** Adds place by place; a shorter array counts as zeros behind its end. */
export function addArrays(arrays: readonly (readonly number[])[]): readonly number[] {
  const length = Math.max(0, ...arrays.map((array) => array.length))
  return Array.from({ length }, (_, at) => arrays.reduce((sum, array) => sum + (array[at] ?? 0), 0))
}

/** Adds by name, names ascending. */
function addRecords(records: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))].sort()
  return Object.fromEntries(
    names.map((name) => [name, records.reduce((sum, record) => sum + (record[name] ?? 0), 0)]),
  )
}
