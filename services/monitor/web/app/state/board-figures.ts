import type { BoardRow } from './api.ts'
import { tierOf } from './ladder.ts'

/** Boards, where it touched its limit-up today; who did not stands on no tier. */
export function shownTier(row: BoardRow): number | null {
  return row.up === 'none' ? null : tierOf(row)
}

/** How often it opened; a stock that was at no limit has nothing to open. */
export function openings({ up, down, breakCount }: BoardRow): number | null {
  return up === 'none' && down === 'none' ? null : breakCount
}

/** Yuan queued at the limit, while there is a queue. */
export function sealMoney({ sealAmount }: BoardRow): number | null {
  return sealAmount === 0 ? null : sealAmount
}
