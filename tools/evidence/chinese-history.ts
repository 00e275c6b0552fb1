import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { parseTradeDate } from '../../core/market/trade-date.ts'
import type { AnyInputEvent } from '../../runtime/processor/processor.ts'
import { chineseBar } from '../../test/support/series-run.ts'

/** Folder of the real data, or undefined where it is absent. */
export function realData(): string | undefined {
  const folder = process.env.PULSE_TEST_DATA ?? '../shared/data'
  return existsSync(join(folder, 'cn-indices')) ? folder : undefined
}

type Row = Readonly<Record<string, string>>
type Bar = AnyInputEvent<'series'>

function rows(folder: string, file: string): Row[] {
  const bytes = readFileSync(join(folder, file))
  return parse(file.endsWith('.gz') ? gunzipSync(bytes) : bytes, { columns: true, bom: true }) as Row[]
}

/** Bars of one column or code; dates without a positive close are left out. */
function bars(symbol: string, found: readonly (readonly [date: string, close: string])[]): Bar[] {
  return found.flatMap(([text, close]) => {
    const date = parseTradeDate(text)
    return date !== undefined && Number(close) > 0 ? [chineseBar(symbol, date, Number(close))] : []
  })
}

/** The rebuilt microcap index, 2010-01-04 to 2026-03-18. */
export const microcapBars = (folder: string): Bar[] =>
  bars(
    'MICROCAP.PROXY',
    rows(folder, 'microcap/microcap_proxy_index_2010_202603.csv.gz').map((row) => [row.date!, row.close!]),
  )

/** Closes of an index of the table of indices to 2026-03-18, such as `1.000300` for 000300.SH. */
export const indexBars = (folder: string, column: string, symbol: string): Bar[] =>
  bars(
    symbol,
    rows(folder, 'cn-indices/cn_index_etf_close_1990_202603.csv.gz').map((row) => [row.date!, row[column]!]),
  )

/** Closes of a fund of the table of industry funds to 2026-03-27. */
export const fundBars = (folder: string, column: string, symbol: string): Bar[] =>
  bars(
    symbol,
    rows(folder, 'cn-indices/industry_etf_close_2013_202603.csv.gz').map((row) => [row.date!, row[column]!]),
  )

/** Wind All-A to 2022-07-29. */
export const allABars = (folder: string): Bar[] =>
  bars(
    '881001.WI',
    rows(folder, 'cn-indices/wind_allA_and_chinext_2003_2022.csv.gz')
      .filter(({ code }) => code === '881001.WI')
      .map((row) => [row.date!, row.close!]),
  )

/** CSI All Share to 2023-12-29. */
export const allShareBars = (folder: string): Bar[] =>
  bars(
    '000985.CSI',
    rows(folder, 'cn-indices/index_ohlcv_2005_quantsplaybook.csv.gz')
      .filter(({ code }) => code === '000985.CSI')
      .map((row) => [row.date!, row.close!]),
  )
