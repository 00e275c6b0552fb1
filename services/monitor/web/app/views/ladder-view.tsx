import type { JSX } from 'preact'
import { currentRow, type Day } from '../state/day.ts'
import { BoardsTablePanel } from './boards-table-panel.tsx'
import { GroupLadderPanel } from './group-ladder-panel.tsx'
import { LadderPanel } from './ladder-panel.tsx'

/** The market's ladder, those of industries and concepts beside it, and every board in a table. */
export function LadderView({ day }: { day: Day }): JSX.Element {
  return (
    <>
      <LadderPanel boards={day.boards} tiers={currentRow(day)?.tiers ?? []} class="half" />
      <GroupLadderPanel boards={day.boards} groups={day.groups} />
      <BoardsTablePanel boards={day.boards} />
    </>
  )
}
