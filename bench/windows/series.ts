import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const BARS = new URL('../../services/ingest/bundled/bars_20220301_20220531.csv.gz', import.meta.url)

/** Closing prices of the bundled bars, one share after the other: 282,920 values with the jumps between shares. */
export function closes(): Float64Array {
  const [header = '', ...lines] = gunzipSync(readFileSync(BARS)).toString('utf8').trimEnd().split('\n')
  const column = header.split(',').indexOf('close')
  return Float64Array.from(lines, (line) => Number(line.split(',')[column]))
}

/** So many events that a side which looks at the whole window at each of them comes to an end. */
export const eventsFor = (length: number): number =>
  Math.max(length + 1_000, Math.min(100_000, 5_000_000 / length))
