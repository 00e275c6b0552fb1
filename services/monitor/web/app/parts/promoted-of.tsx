import type { JSX } from 'preact'
import { percent, UNKNOWN } from '../format/numbers.ts'
import type { GroupRow } from '../state/api.ts'

/** `2/6 33%`; nothing to promote is no rate of zero. */
export function PromotedOf({ row }: { row: GroupRow | undefined }): JSX.Element {
  if (row === undefined || row.base === null || row.base === 0) return <span>{UNKNOWN}</span>
  return (
    <span>
      {row.promoted}/{row.base} <span class="dim">{percent(row.promotionRate, 0)}</span>
    </span>
  )
}
