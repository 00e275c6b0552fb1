import { join } from 'node:path'
import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { parseTradeDate, type TradeDate } from '../../core/market/trade-date.ts'
import type { AnyInputEvent } from '../../runtime/processor/processor.ts'
import { csvRows } from '../../test/golden/csv-rows.ts'
import { chineseBar, type Timeline } from '../../test/support/series-run.ts'
import { allABars, allShareBars, fundBars, indexBars } from './chinese-history.ts'
import { sp500Bars, usShareBars } from './us-history.ts'

type Bar = AnyInputEvent<'series'>

/** Industry funds of the mapping, by their column in the file. */
const FUNDS = [
  ['0.159995', '159995.SZ'],
  ['1.515880', '515880.SH'],
  ['1.512980', '512980.SH'],
  ['1.512400', '512400.SH'],
  ['0.159870', '159870.SZ'],
  ['1.516160', '516160.SH'],
  ['1.515790', '515790.SH'],
  ['1.512010', '512010.SH'],
  ['1.512170', '512170.SH'],
] as const

/** The first year of SW level 1 less the time that its windows need. */
const FROM = 20120101 as TradeDate

/** SW level 1, 2014-01-02 to 2023-01-10. */
const shenwanBars = (folder: string): Bar[] =>
  csvRows(join(folder, 'cn-indices/sw_level1_close_2014_2023.csv.gz')).map(({ code, trade_date, close }) =>
    chineseBar(code!, parseTradeDate(trade_date!)!, Number(close)),
  )

/** All real series that mapping and overnight follow, at the times when they could be known. */
export function mappingHistory(folder: string): Timeline {
  const events = [
    ...usShareBars(folder),
    ...sp500Bars(folder, FROM),
    ...shenwanBars(folder),
    ...FUNDS.flatMap(([column, symbol]) => fundBars(folder, column, symbol)),
    ...allABars(folder),
    ...allShareBars(folder),
    ...indexBars(folder, '1.000300', '000300.SH'),
  ].filter(({ value }) => value.tradeDate >= FROM)
  const last = events.reduce((latest, { value }) => Math.max(latest, value.tradeDate), 0)
  return {
    events,
    sessions: chineseCalendar.all.filter((session) => session >= FROM && session <= last),
  }
}
