import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { monthEnd, releaseOnDay, releaseTime } from '../../core/market/release-time.ts'
import { parseTradeDate, type TradeDate } from '../../core/market/trade-date.ts'
import type { AnyInputEvent } from '../../runtime/processor/processor.ts'
import { chineseBar, observation } from '../../test/support/series-run.ts'

/** Folder of the real data, or undefined where it is absent. */
export function realData(): string | undefined {
  const folder = process.env.PULSE_TEST_DATA ?? '../shared/data'
  return existsSync(join(folder, 'cn-indices')) ? folder : undefined
}

type Row = Readonly<Record<string, string>>
type Bar = AnyInputEvent<'series'>
type Release = AnyInputEvent<'observations'>

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

/** An index of the table from 2015-09 to 2023-02, such as `sz399370`. */
export const tableBars = (folder: string, code: string, symbol: string): Bar[] =>
  bars(
    symbol,
    rows(folder, 'cn-indices/tdx_index_ohlc_2015_202302.csv.gz')
      .filter((row) => row.code === code)
      .map((row) => [row.date!, row.close!]),
  )

/** Last day of the month of `2025年09月份`, `202509` or `2025-09`. */
function periodOf(month: string): TradeDate {
  const [, year, number] = /^(\d{4})\D?(\d{2})/.exec(month)!
  return monthEnd(Number(year), Number(number))
}

/** Values by period, released at the latest usual time; rising by period. */
function releases(
  series: string,
  found: readonly (readonly [period: TradeDate, value: string])[],
): Release[] {
  return found
    .filter(([, value]) => value.trim() !== '' && Number.isFinite(Number(value)))
    .map(([period, value]) =>
      observation(series, period, Number(value), releaseTime(series, period, chineseCalendar)!, {
        releaseKnown: false,
      }),
    )
    .sort((a, b) => a.value.period - b.value.period)
}

/** Monthly and daily macro-economic series, each released at the latest usual time of its release. */
export function macroReleases(folder: string): Release[] {
  const monthly = (series: string, file: string, column: string) =>
    releases(
      series,
      rows(folder, `cn-macro/${file}`).map((row) => [periodOf(row.月份!), row[column]!] as const),
    )
  const daily = (series: string, file: string, column: string) =>
    releases(
      series,
      rows(folder, `cn-macro/${file}`).flatMap((row) => {
        const period = parseTradeDate(row.日期!)
        return period === undefined || !chineseCalendar.covers(period)
          ? []
          : [[period, row[column]!] as const]
      }),
    )
  return [
    ...monthly('CN.PMI', 'pmi_monthly.csv', '制造业-指数'),
    ...monthly('CN.PMI.NONMFG', 'pmi_monthly.csv', '非制造业-指数'),
    ...monthly('CN.CPI.YOY', 'cpi_monthly.csv', '全国-同比增长'),
    ...monthly('CN.PPI.YOY', 'ppi_monthly.csv', '当月同比增长'),
    ...monthly('CN.M1.YOY', 'money_supply_monthly.csv', '货币(M1)-同比增长'),
    ...monthly('CN.M2.YOY', 'money_supply_monthly.csv', '货币和准货币(M2)-同比增长'),
    ...monthly('CN.NEWCREDIT', 'new_credit_monthly.csv', '当月'),
    ...monthly('CN.SOCIALFINANCING', 'social_financing_monthly.csv', '社会融资规模增量'),
    ...daily('CN.SHIBOR.3M', 'shibor_daily.csv.gz', '3M-定价'),
    ...daily('CN.SHIBOR.1W', 'shibor_daily.csv.gz', '1W-定价'),
    ...daily('CN.MARGIN.SH', 'margin_sh_daily.csv.gz', '融资余额'),
    ...reserveRatios(folder),
  ]
}

/** Reserve requirement of large banks, in the evening of its announcement. */
function reserveRatios(folder: string): Release[] {
  const dateOf = (text: string): TradeDate => parseTradeDate(text.replace(/\D/g, ''))!
  return rows(folder, 'cn-macro/rrr_changes.csv')
    .map((row) => {
      const effective = dateOf(row.生效时间!)
      const announced = releaseOnDay('CN.RRR.LARGE', effective, dateOf(row.公布时间!))
      return observation('CN.RRR.LARGE', effective, Number(row['大型金融机构-调整后']), announced)
    })
    .sort((a, b) => a.eventTime - b.eventTime || a.value.period - b.value.period)
}
