import { fileURLToPath } from 'node:url'

/** Full-market daily bars of 2022-03-01..2022-05-31 in the `plain-daily` format; see README.md here. */
export const BUNDLED_SAMPLE = fileURLToPath(new URL('bars_20220301_20220531.csv.gz', import.meta.url))
