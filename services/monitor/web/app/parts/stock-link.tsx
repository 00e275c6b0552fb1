import type { JSX } from 'preact'
import type { BoardRow } from '../state/api.ts'
import { boardState } from './board-label.ts'
import { usePage } from './page-context.ts'

/** A stock's name with the sign of its state; opens its day. */
export function StockLink({
  row,
}: {
  row: Pick<BoardRow, 'symbol' | 'name'> & Partial<BoardRow>
}): JSX.Element {
  const { controller, t } = usePage()
  const state = row.up === undefined ? null : boardState(row as BoardRow)
  return (
    <button type="button" class={`link ${row.up ?? ''}`} onClick={() => controller.openStock(row.symbol)}>
      {state !== null && (
        <span class="mark" title={t(state.key)} aria-hidden="true">
          {state.mark}
        </span>
      )}
      {row.name ?? row.symbol}
    </button>
  )
}
