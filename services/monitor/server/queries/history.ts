import { HistoryRow as HistorySchema } from '../../api/history.ts'
import type { HistoryRow } from '../../api/types.ts'
import type { Reader } from './reader.ts'
import { fieldsOf, select } from './select.ts'

export const HISTORY_NAMES = fieldsOf(HistorySchema)

const COLUMNS = select(HISTORY_NAMES, { date: 'toString(v.trade_date)' })
const NEWEST = 250
const MOST = 20_000

export interface Period {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Sessions of a period, ascending; without a beginning the newest 250. */
export async function historyRows(
  reader: Reader,
  dataset: string,
  { from, to }: Period,
  signal: AbortSignal,
): Promise<HistoryRow[]> {
  const rows = await reader.rows<HistoryRow>(
    'history',
    `SELECT ${COLUMNS} FROM sentiment_daily_all AS v
     WHERE v.dataset = {dataset:String} AND v.trade_date BETWEEN {from:Date} AND {to:Date}
     ORDER BY v.trade_date DESC LIMIT {limit:UInt32}`,
    {
      dataset,
      from: from ?? '1970-01-01',
      to: to ?? '2149-06-06',
      limit: from === undefined ? NEWEST : MOST,
    },
    signal,
  )
  return rows.reverse()
}
