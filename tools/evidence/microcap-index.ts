/**
 * The microcap index built here beside the rebuilt proxy of the data (docs/signals/microcap-index.md):
 * `PULSE_TEST_DATA=../shared/data npx tsx tools/evidence/microcap-index.ts`
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { Correlation } from '../../core/windows/correlation.ts'
import { crossSectionHistory, type IndexRow, indexRow } from './cross-section-history.ts'
import { markdownTable, percent } from './markdown.ts'

const DATA = process.env.PULSE_TEST_DATA ?? '../shared/data'
const BARS = 'a-share-daily-bars'
const PERIODS: Readonly<Record<string, readonly string[]>> = {
  '2022': [`${BARS}/raw_2022.csv.gz`],
  '2024 and 2025': ['2024H1', '2024H2', '2025H1', '2025H2'].map((half) => `${BARS}/recovered_${half}.csv.gz`),
  '2026-07-03 to 2026-08-07': ['a-share-snapshot-2026/all_stocks_20260703_20260807.csv.gz'],
}

const proxy = proxyReturns()
const years = new Map<string, IndexRow[]>()
for (const names of Object.values(PERIODS))
  for await (const { tradeDate, microcap } of crossSectionHistory(DATA, names)) {
    const row = indexRow(tradeDate, microcap)
    if (row === undefined) continue
    const year = String(Math.floor(tradeDate / 10_000))
    years.set(year, [...(years.get(year) ?? []), row])
  }

console.log(
  markdownTable(
    [
      'year',
      'sessions',
      'index',
      'proxy',
      'correlation of daily returns',
      'mean daily difference',
      'tracking error a year',
      'median cap of members, bn CNY',
      'members a day that are new',
      'turnover rate of members',
    ],
    [...years].map(([year, rows]) => line(year, rows)),
  ),
)
console.log('\nWorst and best sessions:')
for (const [year, rows] of years) {
  const sorted = [...rows].sort((a, b) => a.change - b.change)
  const text = ({ tradeDate, change }: IndexRow): string =>
    `${tradeDate} ${percent(change, 2)} (proxy ${percent(proxy.get(tradeDate), 2) || 'none'})`
  console.log(`- ${year}: ${[...sorted.slice(0, 3), ...sorted.slice(-3)].map(text).join(', ')}`)
}

function line(year: string, rows: readonly IndexRow[]): (string | number)[] {
  const both = rows.flatMap((row) => {
    const other = proxy.get(row.tradeDate)
    return other === undefined ? [] : [{ ours: row.change, other }]
  })
  const correlation = new Correlation({ length: Math.max(both.length, 2) })
  for (const { ours, other } of both) correlation.push(ours, other)
  const differences = both.map(({ ours, other }) => ours - other)
  const mean = meanOf(differences)
  const deviation = Math.sqrt(meanOf(differences.map((value) => (value - mean) ** 2)))
  const compound = (values: readonly number[]): number =>
    values.reduce((level, value) => level * (1 + value), 1) - 1
  return [
    year,
    rows.length,
    percent(compound(rows.map(({ change }) => change))),
    both.length === rows.length ? percent(compound(both.map(({ other }) => other))) : '-',
    both.length === 0 ? '-' : (correlation.value ?? Number.NaN).toFixed(4),
    both.length === 0 ? '-' : percent(mean, 3),
    both.length === 0 ? '-' : percent(deviation * Math.sqrt(242)),
    (meanOf(rows.map(({ figures }) => figures.medianCap!)) / 1e9).toFixed(2),
    meanOf(rows.flatMap(({ figures }) => figures.entered ?? [])).toFixed(1),
    percent(meanOf(rows.flatMap(({ figures }) => figures.turnoverRate ?? [])), 2),
  ]
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Daily returns of the proxy by date. */
function proxyReturns(): ReadonlyMap<number, number> {
  const file = join(DATA, 'microcap/microcap_proxy_index_2010_202603.csv.gz')
  const rows = parse(gunzipSync(readFileSync(file)), { columns: true }) as { date: string; close: string }[]
  return new Map(
    rows
      .slice(1)
      .map(({ date, close }, at) => [
        Number(date.replaceAll('-', '')),
        Number(close) / Number(rows[at]!.close) - 1,
      ]),
  )
}
