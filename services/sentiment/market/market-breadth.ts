import type { Fen } from '../../../core/market/price.ts'
import type { Breadth, BreadthPartial, GroupTally } from '../../../schemas/generated/events.ts'
import { meanReturn } from '../return-scale.ts'

/** Counts and integer sums of breadth, of a task's board at the close or of a group at a minute. */
export type BreadthSums = Pick<
  BreadthPartial & GroupTally,
  | 'traded'
  | 'advancers'
  | 'decliners'
  | 'unchanged'
  | 'priced'
  | 'returnSum'
  | 'volume'
  | 'amount'
  | 'amountSymbols'
>

/** Breadth 市场宽度 (domain.md B4) of whatever is added up. */
export type BreadthFigures = Pick<
  Breadth,
  'traded' | 'advancers' | 'decliners' | 'unchanged' | 'volume' | 'amount' | 'meanReturn'
>

/** Adds integers, so that neither the number of tasks nor their order matters. */
export function marketBreadth(sums: readonly BreadthSums[]): BreadthFigures {
  const total = (field: keyof BreadthSums): number => sums.reduce((sum, part) => sum + part[field], 0)
  const traded = total('traded')
  return {
    traded,
    advancers: total('advancers'),
    decliners: total('decliners'),
    unchanged: total('unchanged'),
    volume: total('volume'),
    amount: traded > 0 && total('amountSymbols') === traded ? (total('amount') as Fen) : null,
    meanReturn: meanReturn(total('returnSum'), total('priced')),
  }
}

/** Beijing has breadth of its own and does not count in the headline. */
export const isHeadlineBoard = (board: string): boolean => board !== 'BSE'

/** Breadth of a session: the headline, which is Shanghai and Shenzhen, and each board. */
export function dailyBreadth(
  partials: readonly BreadthPartial[],
): readonly (BreadthFigures & Pick<Breadth, 'scope' | 'absent'>)[] {
  const boards = [...new Set(partials.map(({ board }) => board))].sort()
  const of = (scope: string, parts: readonly BreadthPartial[]) => ({
    scope,
    ...marketBreadth(parts),
    absent: parts.reduce((sum, { absent }) => sum + absent, 0),
  })
  return [
    of(
      'all',
      partials.filter(({ board }) => isHeadlineBoard(board)),
    ),
    ...boards.map((wanted) =>
      of(
        wanted,
        partials.filter(({ board }) => board === wanted),
      ),
    ),
  ]
}

/**
 * Whether reference prices, and with them limits, were known for at least half of what traded. Otherwise, as
 * on the first session of a source without previous closes, nobody can tell who was in the cohort.
 */
export function limitsWereKnown(partials: readonly BreadthPartial[]): boolean {
  const total = (field: 'priced' | 'traded'): number =>
    partials.reduce((sum, partial) => sum + partial[field], 0)
  return total('priced') * 2 >= total('traded')
}
