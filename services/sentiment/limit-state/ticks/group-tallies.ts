import type { Fen } from '../../../../core/market/price.ts'
import type { GroupKind, GroupTally, Instrument } from '../../../../schemas/generated/events.ts'

/** How one symbol counts in the breadth of its groups at a moment. */
export interface Standing {
  readonly kind: 'traded' | 'untraded' | 'suspended' | 'missing'
  /** last / reference price - 1 in 1e-10; null where unknown or untraded. */
  readonly change: number | null
  readonly volume: number
  readonly amount: Fen | null
}

type OpenTally = { -readonly [Field in keyof Omit<GroupTally, 'histogram'>]: GroupTally[Field] } & {
  readonly histogram: number[]
}

/** Buckets: below -10%, 20 of one percent each, from 10% up; unchanged in one of its own. */
const BUCKETS = 23
const UNCHANGED_BUCKET = BUCKETS - 1
const TOP_BUCKET = BUCKETS - 2
const PERCENT = 100_000_000
const PERCENTS_BELOW = 10

/** Breadth per board, industry and concept, being added to. Integers only: no order of symbols can matter. */
export class GroupTallies {
  readonly #kinds: Readonly<Record<GroupKind, Map<string, OpenTally>>> = {
    board: new Map(),
    concept: new Map(),
    industry: new Map(),
  }

  /** Goes on from tallies that were published. */
  static from(tallies: readonly GroupTally[]): GroupTallies {
    const open = new GroupTallies()
    for (const tally of tallies)
      open.#kinds[tally.kind].set(tally.name, { ...tally, histogram: [...tally.histogram] })
    return open
  }

  /**
   * Counts a symbol in its board, its industry and each of its concepts.
   * @param times 1, or -1 to take it back
   */
  count(board: string, instrument: Instrument | undefined, standing: Standing, times: 1 | -1): void {
    add(this.#of('board', board), standing, times)
    if (instrument === undefined) return
    if (instrument.industry !== null) add(this.#of('industry', instrument.industry), standing, times)
    for (const concept of instrument.concepts) add(this.#of('concept', concept), standing, times)
  }

  /** Groups in which anything is counted, ascending by kind and name. */
  list(kinds: readonly GroupKind[] = ['board', 'concept', 'industry']): GroupTally[] {
    return kinds.flatMap((kind) =>
      [...this.#kinds[kind].values()]
        .filter(({ traded, untraded, suspended, missing }) => traded + untraded + suspended + missing > 0)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    )
  }

  #of(kind: GroupKind, name: string): OpenTally {
    const tallies = this.#kinds[kind]
    let tally = tallies.get(name)
    if (tally === undefined) {
      tally = emptyTally(kind, name)
      tallies.set(name, tally)
    }
    return tally
  }
}

/** The bucket of a change in 1e-10. */
export function bucketOf(change: number): number {
  if (change === 0) return UNCHANGED_BUCKET
  return Math.max(0, Math.min(TOP_BUCKET, Math.floor(change / PERCENT) + PERCENTS_BELOW + 1))
}

const emptyTally = (kind: GroupKind, name: string): OpenTally => ({
  kind,
  name,
  traded: 0,
  advancers: 0,
  decliners: 0,
  unchanged: 0,
  untraded: 0,
  suspended: 0,
  missing: 0,
  priced: 0,
  returnSum: 0,
  volume: 0,
  amount: 0 as Fen,
  amountSymbols: 0,
  histogram: kind === 'board' ? new Array<number>(BUCKETS).fill(0) : [],
})

function add(tally: OpenTally, { kind, change, volume, amount }: Standing, times: 1 | -1): void {
  tally[kind] += times
  if (kind !== 'traded') return
  tally.volume += times * volume
  if (amount !== null) {
    tally.amount = (tally.amount + times * amount) as Fen
    tally.amountSymbols += times
  }
  if (change === null) return
  tally.priced += times
  tally.returnSum += times * change
  if (change > 0) tally.advancers += times
  else if (change < 0) tally.decliners += times
  else tally.unchanged += times
  if (tally.kind === 'board') tally.histogram[bucketOf(change)]! += times
}
