import { MinuteRow as MinuteSchema } from '../../api/minutes.ts'
import type { MinuteRow } from '../../api/types.ts'
import type { Reader } from './reader.ts'
import { fieldsOf, millisecondsOf, select } from './select.ts'
import { minuteLabel } from './session-time.ts'

export const MINUTE_NAMES = fieldsOf(MinuteSchema)

const COLUMNS = select(MINUTE_NAMES, {
  eventTime: millisecondsOf('event_time'),
  time: minuteLabel(),
})

/** Minute rows of a session, ascending. */
export function minuteRows(
  reader: Reader,
  dataset: string,
  date: string,
  signal: AbortSignal,
): Promise<MinuteRow[]> {
  return reader.rows<MinuteRow>(
    'minutes',
    `SELECT ${COLUMNS} FROM sentiment_minute_all
     WHERE dataset = {dataset:String} AND trade_date = {date:Date} ORDER BY minute`,
    { dataset, date },
    signal,
  )
}
