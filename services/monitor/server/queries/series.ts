import { SeriesBar as BarSchema } from '../../api/series.ts'
import type { SeriesBar } from '../../api/types.ts'
import type { Reader } from './reader.ts'
import { fieldsOf, millisecondsOf, select } from './select.ts'
import { boundsOf, type Range } from './time-range.ts'

export const SERIES_NAMES = fieldsOf(BarSchema)

const COLUMNS = select(SERIES_NAMES, {
  date: 'toString(v.trade_date)',
  availableAt: millisecondsOf('available_at'),
})

/** The newest bars of a range, ascending. */
export async function seriesBars(
  reader: Reader,
  dataset: string,
  symbol: string,
  range: Range,
  abort: AbortSignal,
): Promise<SeriesBar[]> {
  const rows = await reader.rows<SeriesBar>(
    'series',
    `SELECT ${COLUMNS} FROM series_1d_all AS v
     WHERE v.dataset = {dataset:String} AND v.symbol = {symbol:String}
       AND v.trade_date BETWEEN {from:Date32} AND {to:Date32}
       AND v.available_at <= fromUnixTimestamp64Milli({asOf:Int64})
     ORDER BY v.trade_date DESC LIMIT {limit:UInt32}`,
    { dataset, symbol, ...boundsOf(range) },
    abort,
  )
  return rows.reverse()
}
