import type { Fen } from '../../../core/market/price.ts'
import type { Breadth, BreadthPartial } from '../../../schemas/generated/events.ts'
import { meanReturn } from '../return-scale.ts'
import type { DayFrame } from './market-day.ts'

export type BreadthValue = Omit<Breadth, 'dataset' | 'epoch'>

/** Breadth (domain.md B4) per board and of the headline, which is Shanghai and Shenzhen. */
export function marketBreadth(partials: readonly BreadthPartial[], frame: DayFrame): BreadthValue[] {
  const boards = [...new Set(partials.map(({ board }) => board))].sort()
  const ofBoard = (wanted: string): BreadthPartial[] => partials.filter(({ board }) => board === wanted)
  return [
    merge(
      'all',
      partials.filter(({ board }) => board !== 'BSE'),
      frame,
    ),
    ...boards.map((board) => merge(board, ofBoard(board), frame)),
  ]
}

/**
 * Whether reference prices, and with them limits, were known for at least half of what traded. Otherwise, as
 * on the first session of a source without previous closes, nobody can tell who was in the cohort.
 */
export function limitsWereKnown(partials: readonly BreadthPartial[]): boolean {
  const total = (field: SummedField): number => partials.reduce((sum, partial) => sum + partial[field], 0)
  return total('priced') * 2 >= total('traded')
}

/** Adds integers, so that neither the number of tasks nor their order matters. */
function merge(scope: string, partials: readonly BreadthPartial[], frame: DayFrame): BreadthValue {
  const total = (field: SummedField): number =>
    partials.reduce((sum, partial) => sum + (partial[field] as number), 0)
  const traded = total('traded')
  return {
    revision: 0,
    deleted: false,
    scope,
    tradeDate: frame.tradeDate,
    eventTime: frame.eventTime,
    traded,
    advancers: total('advancers'),
    decliners: total('decliners'),
    unchanged: total('unchanged'),
    absent: total('absent'),
    volume: total('volume'),
    amount: traded > 0 && total('amountSymbols') === traded ? (total('amount') as Fen) : null,
    meanReturn: meanReturn(total('returnSum'), total('priced')),
    final: true,
  }
}

type SummedField =
  | 'traded'
  | 'advancers'
  | 'decliners'
  | 'unchanged'
  | 'absent'
  | 'volume'
  | 'amount'
  | 'amountSymbols'
  | 'returnSum'
  | 'priced'
