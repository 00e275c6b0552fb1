import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BUNDLED_SAMPLE } from '../services/ingest/bundled/sample.ts'

const BARS = join(process.env.PULSE_TEST_DATA ?? '../shared/data', 'a-share-daily-bars')
const TWO_YEARS = ['2024H1', '2024H2', '2025H1', '2025H2'].map((half) =>
  join(BARS, `recovered_${half}.csv.gz`),
)

/** Files to ingest together. */
export interface Source {
  readonly title: string
  readonly files: readonly string[]
}

export const SAMPLE: Source = { title: 'bundled sample, 3 months of 2022', files: [BUNDLED_SAMPLE] }

const YEAR_2022 = join(BARS, 'raw_2022.csv.gz')

/** A year of the full market, where PULSE_TEST_DATA holds it. */
export const year2022 = (): Source | undefined =>
  existsSync(YEAR_2022) ? { title: 'year 2022', files: [YEAR_2022] } : undefined

/** Two years of the full market, where PULSE_TEST_DATA holds them. */
export const twoYears = (): Source | undefined =>
  TWO_YEARS.every((file) => existsSync(file))
    ? { title: 'two years, 2024-2025', files: TWO_YEARS }
    : undefined
