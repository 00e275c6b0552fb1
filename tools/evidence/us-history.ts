import { join } from 'node:path'
import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import { marketClose } from '../../core/market/market-close.ts'
import { parseTradeDate, type TradeDate } from '../../core/market/trade-date.ts'
import type { AnyInputEvent } from '../../runtime/processor/processor.ts'
import { csvRows } from '../../test/golden/csv-rows.ts'
import { seriesBar } from '../../test/support/series-run.ts'

type Bar = AnyInputEvent<'series'>

const usBar = (symbol: string, text: string, close: string): Bar[] => {
  const date = parseTradeDate(text)
  if (date === undefined || !(Number(close) > 0)) return []
  return [seriesBar(symbol, date, Number(close), marketClose('US', date, symbol as InstrumentSymbol))]
}

/** Adjusted closes of US shares and funds, 2005-01-03 to 2026-08-03, at their New York closes. */
export const usShareBars = (folder: string): Bar[] =>
  csvRows(join(folder, 'us-markets/us_ai_sector_adjclose.csv.gz'))
    .filter(({ symbol }) => !symbol!.startsWith('^'))
    .flatMap(({ symbol, date, adj_close }) => usBar(`${symbol}.US`, date!, adj_close!))

/** S&P 500 from a date to 2026-08-21. */
export const sp500Bars = (folder: string, from: TradeDate): Bar[] =>
  csvRows(join(folder, 'us-markets/sp500_1927_2026.csv.gz'))
    .flatMap(({ date, close }) => usBar('SPX.US', date!, close!))
    .filter(({ value }) => value.tradeDate >= from)
