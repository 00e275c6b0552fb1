import { GroupRow as GroupSchema } from '../../api/groups.ts'
import type { GroupRow } from '../../api/types.ts'
import type { Reader } from './reader.ts'
import { fieldsOf, MINUTE, OF_DAY, select } from './select.ts'

export const GROUP_NAMES = fieldsOf(GroupSchema)

/** Views do not show revisions. */
const COLUMNS = select(GROUP_NAMES, { ...MINUTE, revision: '0' })
/** A newest row of each group counts: between full minutes only those come in which something happened. */
const NEWEST = 'v.minute_index <= {minute:UInt16} ORDER BY minute DESC LIMIT 1 BY kind, name'

/** Groups of a session as they stood at a minute. */
export function groupRows(
  reader: Reader,
  dataset: string,
  date: string,
  minute: number,
  signal: AbortSignal,
): Promise<GroupRow[]> {
  return reader.rows<GroupRow>(
    'groups',
    `SELECT ${COLUMNS} FROM group_minute_all AS v WHERE ${OF_DAY} AND ${NEWEST}`,
    { dataset, date, minute },
    signal,
  )
}

/** Groups that came with the minutes [from, to]. */
export function groupChanges(
  reader: Reader,
  dataset: string,
  date: string,
  { from, to }: { readonly from: number; readonly to: number },
  signal: AbortSignal,
): Promise<GroupRow[]> {
  return reader.rows<GroupRow>(
    'group-changes',
    `SELECT ${COLUMNS} FROM group_minute_all AS v
     WHERE ${OF_DAY} AND v.minute_index BETWEEN {from:UInt16} AND {to:UInt16}`,
    { dataset, date, from, to },
    signal,
  )
}

/** Most limit-ups first, then most touched, then by name. */
export const groupOrder = (left: GroupRow, right: GroupRow): number =>
  right.limitUps - left.limitUps || right.touched - left.touched || (left.name < right.name ? -1 : 1)
