import { fileURLToPath } from 'node:url'

/** Full-market daily bars of 2022-03-01..2022-05-31 in the `plain-daily` format; see README.md here. */
export const BUNDLED_SAMPLE = fileURLToPath(new URL('bars_20220301_20220531.csv.gz', import.meta.url))

/** Closes, releases and fund flows of both markets in our own tables; see README.md here. */
export const BUNDLED_SERIES: readonly string[] = ['series', 'observations', 'fund_flows'].map((name) =>
  fileURLToPath(new URL(`${name}.csv.gz`, import.meta.url)),
)

/** Total shares in force on the sessions of the sample; see README.md here. */
export const BUNDLED_CAPITAL = fileURLToPath(new URL('share_capital.csv.gz', import.meta.url))
