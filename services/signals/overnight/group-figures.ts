import type { Group } from './groups.ts'

/** One-night return of a member. */
export interface Member {
  readonly symbol: string
  readonly change: number
}

/** What a group did over night. */
export interface GroupFigures {
  readonly mean: number
  readonly median: number
  readonly advancers: number
  /** Strongest first, at most three. */
  readonly leaders: readonly Member[]
  /** Weakest first, at most three. */
  readonly laggards: readonly Member[]
}

export type GroupState = 'up' | 'down' | 'mixed'

const SHOWN = 3

/** Equal-weight mean and median of a group [domain.md C6]; null for no member. Equal returns stand by symbol. */
export function groupFigures(members: readonly Member[]): GroupFigures | null {
  if (members.length === 0) return null
  const bySymbol = (a: Member, b: Member): number => (a.symbol < b.symbol ? -1 : 1)
  const rising = [...members].sort((a, b) => a.change - b.change || bySymbol(a, b))
  const falling = [...members].sort((a, b) => b.change - a.change || bySymbol(a, b))
  const at = (place: number): number => rising[place]!.change
  const half = rising.length >> 1
  return {
    mean: rising.reduce((sum, { change }) => sum + change, 0) / rising.length,
    median: rising.length % 2 === 1 ? at(half) : (at(half - 1) + at(half)) / 2,
    advancers: rising.filter(({ change }) => change > 0).length,
    leaders: falling.slice(0, SHOWN),
    laggards: rising.slice(0, SHOWN),
  }
}

/** `up` and `down` where mean and median agree, `mixed` where a few members carry the group. */
export function groupState({ mean, median }: GroupFigures): GroupState {
  if (mean > 0 && median > 0) return 'up'
  return mean < 0 && median < 0 ? 'down' : 'mixed'
}

/** Places from 1 by mean, the strongest first; groups with equal means in the order of configuration. */
export function rankGroups(
  figures: readonly { readonly group: Group; readonly figures: GroupFigures | null }[],
): ReadonlyMap<string, number> {
  const ranked = figures
    .flatMap(({ group, figures }, order) => (figures === null ? [] : [{ group, mean: figures.mean, order }]))
    .sort((a, b) => b.mean - a.mean || a.order - b.order)
  return new Map(ranked.map(({ group }, at) => [group.name, at + 1]))
}
