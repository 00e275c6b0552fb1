import type { Fen } from '../../../core/market/price.ts'
import type { EventTime } from '../../../core/market/trade-date.ts'
import { emptyTally } from './breadth-tally.ts'
import type { Emit, LimitStateContext } from './stores.ts'
import { isExpected, type SessionState } from './symbol-state.ts'

/** This task's share of the session's breadth, board by board, at the session's end. */
export function emitBreadth(
  { state, task }: LimitStateContext,
  session: SessionState,
  eventTime: EventTime,
  emit: Emit,
): void {
  const absent = new Map<string, number>()
  for (const known of state.symbols.unordered())
    if (isExpected(known, session)) absent.set(known.board, (absent.get(known.board) ?? 0) + 1)
  const boards = new Set([...state.tally.sorted().map(([board]) => board), ...absent.keys()])
  for (const board of [...boards].sort()) {
    const tally = state.tally.get(board) ?? emptyTally()
    emit({
      topic: 'breadthPartials',
      key: `${board}/${task}`,
      eventTime,
      value: {
        revision: 0,
        deleted: false,
        task,
        board,
        tradeDate: session.tradeDate,
        eventTime,
        absent: absent.get(board) ?? 0,
        ...tally,
        amount: tally.amount as Fen,
      },
    })
  }
}
