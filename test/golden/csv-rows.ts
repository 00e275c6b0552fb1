import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'

export type CsvRow = Readonly<Record<string, string>>

/** Rows of a CSV file with a header, gzipped or not. */
export function csvRows(path: string): CsvRow[] {
  const bytes = readFileSync(path)
  return parse(path.endsWith('.gz') ? gunzipSync(bytes) : bytes, { columns: true })
}

/** Prices as printed, in fen. */
export const fen = (yuan: string): number => Math.round(Number(yuan) * 100)
