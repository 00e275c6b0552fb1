import { GroupRow as GroupSchema } from '../../api/groups.ts'
import type { GroupRow } from '../../api/types.ts'
import type { Reader } from './reader.ts'
import { fieldsOf, select } from './select.ts'
import { minuteLabel } from './session-time.ts'

export const GROUP_NAMES = fieldsOf(GroupSchema)

const COLUMNS = select(GROUP_NAMES, { time: minuteLabel() })

/** Groups of a session at its newest minute up to one. */
export function groupRows(
  reader: Reader,
  dataset: string,
  date: string,
  minute: number,
  signal: AbortSignal,
): Promise<GroupRow[]> {
  return reader.rows<GroupRow>(
    'groups',
    `SELECT ${COLUMNS} FROM group_minute_all
     WHERE dataset = {dataset:String} AND trade_date = {date:Date} AND minute = (
       SELECT max(minute) FROM group_minute_all
       WHERE dataset = {dataset:String} AND trade_date = {date:Date} AND minute <= {minute:UInt16})`,
    { dataset, date, minute },
    signal,
  )
}

/** Most limit-ups first, then most touched, then by name. */
export const groupOrder = (left: GroupRow, right: GroupRow): number =>
  right.limitUps - left.limitUps || right.touched - left.touched || (left.name < right.name ? -1 : 1)
