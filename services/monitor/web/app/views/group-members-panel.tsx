import type { JSX } from 'preact'
import { boardsTable } from '../parts/boards-table.ts'
import { groupName } from '../parts/code-names.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { Signed } from '../parts/signed.tsx'
import { StockLink } from '../parts/stock-link.tsx'
import type { BoardRow, GroupRow } from '../state/api.ts'
import { tierOf } from '../state/ladder.ts'

interface GroupMembersPanelProps {
  readonly boards: ReadonlyMap<string, BoardRow>
  readonly group: GroupRow
}

/** The stocks of a group that are at or after a limit: sealed ones first, the tallest before the others. */
export function GroupMembersPanel({ boards, group }: GroupMembersPanelProps): JSX.Element {
  const { t } = usePage()
  const rows = [...boards.values()]
    .filter((row) => belongs(row, group))
    .sort((a, b) => RANK[b.up] - RANK[a.up] || tierOf(b) - tierOf(a) || b.closeReturn - a.closeReturn)
  return (
    <Panel title={groupName(group, t)} note={`${rows.length}`} onlyCsv table={() => boardsTable(rows, t)}>
      <p class="group-tier members">
        {rows.map((row) => (
          <span key={row.symbol}>
            <StockLink row={row} /> <Signed value={row.closeReturn} digits={1} />
          </span>
        ))}
        {rows.length === 0 && <span class="dim">{t('nothingHere')}</span>}
      </p>
    </Panel>
  )
}

const RANK = { sealed: 2, broken: 1, none: 0 } as const

function belongs(row: BoardRow, { kind, name }: GroupRow): boolean {
  if (kind === 'industry') return row.industry === name
  return kind === 'concept' ? row.concepts.includes(name) : row.board === name
}
