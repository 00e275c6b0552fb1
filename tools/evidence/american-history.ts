import { join } from 'node:path'
import { csvRows } from '../../test/golden/csv-rows.ts'
import { americanBar } from '../../test/support/american-bars.ts'

const DATA = process.env.PULSE_TEST_DATA ?? '../shared/data'

/** A date as the integer yyyymmdd and a close. */
export type DatedClose = readonly [date: number, close: number]

export const dataPath = (name: string): string => join(DATA, name)

/** Closes of a column of a CSV file; rows without one are left out. */
export function closesIn(
  file: string,
  columns: { readonly date?: string; readonly close: string },
  where: Readonly<Record<string, string>> = {},
): DatedClose[] {
  const { date = 'date', close } = columns
  return csvRows(dataPath(file)).flatMap((row) => {
    const fits = Object.entries(where).every(([name, value]) => row[name] === value)
    const text = row[close]
    if (!fits || text === undefined || text === '') return []
    return [[Number(row[date]!.replaceAll('-', '')), Number(text)] as const]
  })
}

export const americanBars = (symbol: string, closes: readonly DatedClose[]) =>
  closes.map(([date, close]) => americanBar(symbol, date, close))

const VOL = 'vol-indices'
const JOINED = `${VOL}/ndx_vix_vvix_rates_2000_2026.csv.gz`

/** Closes of two files as one: those of the second are taken only after the last of the first. */
const goingOn = (first: DatedClose[], second: DatedClose[]): DatedClose[] => [
  ...first,
  ...second.filter(([date]) => date > first.at(-1)![0]),
]

export const sp500 = (): DatedClose[] => closesIn('us-markets/sp500_1927_2026.csv.gz', { close: 'close' })
export const composite = (): DatedClose[] =>
  closesIn('us-markets/nasdaq_composite_2004_2026.csv.gz', { close: 'close' })
export const nasdaq100 = (): DatedClose[] =>
  closesIn('us-markets/us_index_etf_ohlcv.csv.gz', { close: 'close' }, { symbol: 'NDX' })
export const vix = (): DatedClose[] =>
  goingOn(
    closesIn(`${VOL}/vix_daily.csv.gz`, { date: 'DATE', close: 'CLOSE' }),
    closesIn(JOINED, { close: 'VIX_close' }),
  )
/** Cboe's file begins with days like 15.71, which ingest refuses as well. */
const LEAST_VVIX = 50
/** The joined table repeats the last value on dates without one (2006): it only goes on where the index's own file ends. */
export const vvix = (): DatedClose[] =>
  goingOn(
    closesIn(`${VOL}/vvix_daily.csv.gz`, { close: 'vvix' }),
    closesIn(JOINED, { close: 'VVIX_close' }),
  ).filter(([, close]) => close >= LEAST_VVIX)
export const vix3m = (): DatedClose[] =>
  goingOn(
    closesIn(`${VOL}/vix3m_daily.csv.gz`, { close: 'close' }),
    closesIn(JOINED, { close: 'VIX3M_close' }),
  )
export const vix9d = (): DatedClose[] =>
  goingOn(
    closesIn(`${VOL}/vix9d_daily.csv.gz`, { close: 'close' }),
    closesIn(JOINED, { close: 'VIX9D_close' }),
  )
export const vixFuture = (column: 'VX1' | 'VX2'): DatedClose[] =>
  closesIn(`${VOL}/vx_futures_front2_2013_202603.csv.gz`, { close: column })
