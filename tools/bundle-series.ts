/**
 * Writes the bundled series, observations and fund flows of services/ingest/bundled from a folder with the source
 * data: `node --import tsx tools/bundle-series.ts ../shared/data`.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chineseCalendar } from '../core/market/chinese-calendar.ts'
import { formatTradeDate } from '../core/market/trade-date.ts'
import { discover } from '../services/ingest/discover.ts'
import { readSeries } from '../services/ingest/series/read-series.ts'
import { dateOf, keyOf, type SeriesRow } from '../services/ingest/series/series-row.ts'
import { IngestSummary } from '../services/ingest/summary.ts'

const FOLDERS = ['vol-indices', 'us-markets', 'cn-indices', 'cn-macro', 'etf-daily', 'microcap']
const BUNDLED = new URL('../services/ingest/bundled/', import.meta.url)

/** What is taken, from the first day on. */
const PICKS: readonly { readonly from: number; readonly keys: string }[] = [
  // Volatility, and what followed it; the election cycle.
  { from: 20240101, keys: 'VIX.US VVIX.US SPX.US IXIC.US' },
  { from: 20240101, keys: 'VIX3M.US VIX9D.US NDX.US' },
  // US industries and the chain of artificial intelligence.
  { from: 20250101, keys: 'SOXX.US IGV.US XLB.US XLI.US XLV.US' },
  {
    from: 20250101,
    keys: 'NVDA.US AMD.US INTC.US AVGO.US QCOM.US MRVL.US ARM.US TSM.US ASML.US ALAB.US CRDO.US',
  },
  {
    from: 20250101,
    keys: 'SMCI.US DELL.US CLS.US ANET.US VRT.US MU.US WDC.US STX.US SNDK.US LITE.US COHR.US',
  },
  { from: 20250101, keys: 'CIEN.US MSFT.US GOOGL.US AMZN.US META.US ORCL.US' },
  // Chinese indices, industries as funds, microcaps.
  { from: 20240101, keys: '000001.SH 000300.SH 000852.SH 000905.SH 399006.SZ MICROCAP.PROXY' },
  { from: 20250101, keys: '159995.SZ 515880.SH 512980.SH 512400.SH 159870.SZ 516160.SH 515790.SH 512010.SH' },
  { from: 20250101, keys: '512170.SH 512660.SH 512690.SH 512800.SH 512000.SH 515220.SH 515210.SH 159928.SZ' },
  // Macro timing.
  { from: 20240101, keys: 'CN.PMI CN.PMI.NONMFG CN.CPI.YOY CN.PPI.YOY CN.M0.YOY CN.M1.YOY CN.M2.YOY' },
  { from: 20240101, keys: 'CN.NEWCREDIT CN.SOCIALFINANCING CN.RRR.LARGE CN.RRR.SMALL' },
  { from: 20240101, keys: 'CN.SHIBOR.1W CN.SHIBOR.3M CN.MARGIN.SH' },
]

/** Funds with the most assets on the last day of the flows. */
const FUNDS = 150
/** Of the funds only the flows are taken from the snapshots: their bars begin long after the other source ends. */
const SNAPSHOT = 'etf-snapshot'

async function main(source: string): Promise<void> {
  const { files, errors } = await discover(FOLDERS.map((folder) => join(source, folder)))
  if (errors.length > 0) throw errors[0]!
  const read = await readSeries(files, { summary: new IngestSummary(), calendar: chineseCalendar })
  const rows = read.rows.map(({ row }) => row)
  const from = new Map(PICKS.flatMap((pick) => pick.keys.split(' ').map((key) => [key, pick.from] as const)))
  const picked = rows.filter(
    (row) =>
      row.value.source !== SNAPSHOT && dateOf(row) >= (from.get(keyOf(row)) ?? Number.POSITIVE_INFINITY),
  )
  const missing = [...from.keys()].filter((key) => !picked.some((row) => keyOf(row) === key))
  if (missing.length > 0) throw new Error(`nothing of ${missing.join(', ')} in ${source}`)
  write('series.csv.gz', 'symbol,date,open,high,low,close,volume,amount,adjustment', picked.flatMap(bar))
  write('observations.csv.gz', 'series,period,value,released_at,forecast,unit', picked.flatMap(observation))
  write('fund_flows.csv.gz', 'symbol,date,shares,nav,close,name,net_inflow', largestFunds(rows).flatMap(flow))
}

/** By symbol, because equal neighbours pack best. */
const byKey = (a: SeriesRow, b: SeriesRow): number =>
  keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : dateOf(a) - dateOf(b)

function largestFunds(rows: readonly SeriesRow[]): readonly SeriesRow[] {
  const flows = rows.filter(({ topic }) => topic === 'fundFlows')
  const last = Math.max(...flows.map(dateOf))
  const assets = flows.flatMap((row) =>
    row.topic === 'fundFlows' && dateOf(row) === last
      ? [{ key: keyOf(row), assets: (row.value.shares ?? 0) * (row.value.nav ?? 0) }]
      : [],
  )
  const largest = new Set(
    assets
      .sort((a, b) => b.assets - a.assets)
      .slice(0, FUNDS)
      .map(({ key }) => key),
  )
  return flows.filter((row) => largest.has(keyOf(row)))
}

const cells = (...values: readonly (string | number | null)[]): string =>
  values.map((value) => value ?? '').join(',')

function bar(row: SeriesRow): readonly [SeriesRow, string][] {
  if (row.topic !== 'series') return []
  const { symbol, tradeDate, open, high, low, close, volume, amount, adjustment } = row.value
  const shown = adjustment === 'none' ? '' : adjustment
  return [[row, cells(symbol, tradeDate, open, high, low, close, volume, amount, shown)]]
}

function observation(row: SeriesRow): readonly [SeriesRow, string][] {
  if (row.topic !== 'observations') return []
  const { series, period, value, eventTime, releaseKnown, forecast, unit } = row.value
  const released = releaseKnown ? new Date(eventTime).toISOString().slice(0, 16).concat('Z') : ''
  return [[row, cells(series, period, value, released, forecast, unit)]]
}

function flow(row: SeriesRow): readonly [SeriesRow, string][] {
  if (row.topic !== 'fundFlows') return []
  const { symbol, tradeDate, shares, nav, close, name, netInflow } = row.value
  return [[row, cells(symbol, tradeDate, shares, nav, close, name, netInflow)]]
}

function write(name: string, header: string, lines: readonly (readonly [SeriesRow, string])[]): void {
  const sorted = [...lines].sort(([a], [b]) => byKey(a, b)).map(([, line]) => line)
  const packed = gzipSync(`${[header, ...sorted].join('\n')}\n`, { level: 9 })
  writeFileSync(new URL(name, BUNDLED), packed)
  const days = lines.map(([row]) => dateOf(row))
  const span = [Math.min(...days), Math.max(...days)].map((day) => formatTradeDate(day as never)).join(' to ')
  process.stdout.write(`${name}: ${lines.length} rows, ${span}, ${packed.length} bytes\n`)
}

const [source] = process.argv.slice(2)
if (source === undefined) throw new Error('name the folder with the source data')
await main(source)
