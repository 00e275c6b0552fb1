import { join } from 'node:path'
import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { shanghaiDate } from '../../core/market/trade-date.ts'
import { discover } from '../../services/ingest/discover.ts'
import { readSeries } from '../../services/ingest/series/read-series.ts'
import { type SeriesBatch, timeOf } from '../../services/ingest/series/series-row.ts'
import { IngestSummary } from '../../services/ingest/summary.ts'

const DATA = process.env.PULSE_TEST_DATA ?? '../shared/data'

/** Folders of the data that hold series, observations and fund flows. */
export const SERIES_FOLDERS = [
  'vol-indices',
  'us-markets',
  'cn-indices',
  'cn-macro',
  'microcap',
  'etf-daily',
].map((folder) => join(DATA, folder))

export const TEN_YEARS = { first: 20160101, last: 20251231 } as const

/** What came to be known from 2016 to 2025, of all files. */
export async function seriesOfTenYears(): Promise<SeriesBatch> {
  const { files } = await discover(SERIES_FOLDERS)
  const batch = await readSeries(files, { summary: new IngestSummary(), calendar: chineseCalendar })
  const rows = batch.rows.filter(({ row }) => {
    const date = shanghaiDate(timeOf(row))
    return date >= TEN_YEARS.first && date <= TEN_YEARS.last
  })
  return { ...batch, rows }
}
