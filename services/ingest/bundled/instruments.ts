import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import type { StatusSpan } from '../../../core/market/instrument-status.ts'
import { parseSymbol } from '../../../core/market/instrument-symbol.ts'
import type { RiskStatus } from '../../../core/market/risk-status.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { MergedInstrument } from '../merge-facts.ts'

/** Columns of `instruments.csv.gz`; written by tools/bundle-sample.ts. */
export const BUNDLED_COLUMNS = [
  'instrument',
  'name',
  'list_date',
  'delist_date',
  'status_known_from',
  'status_history',
  'industry',
] as const

type Row = Readonly<Record<(typeof BUNDLED_COLUMNS)[number], string>>

const FILE = new URL('instruments.csv.gz', import.meta.url)

/**
 * Listing and delisting dates of every A share that was listed since 2005, the risk status of Shenzhen shares since
 * 2010, and the industry of those listed in May 2026. Shanghai's and Beijing's status histories are not known.
 */
export function bundledInstruments(): MergedInstrument[] {
  const rows = parse(gunzipSync(readFileSync(FILE)), { columns: true }) as Row[]
  return rows.map((row) => ({
    instrument: parseSymbol(row.instrument)!,
    name: row.name,
    listDate: dateOrNull(row.list_date),
    delistDate: dateOrNull(row.delist_date),
    industry: row.industry === '' ? null : row.industry,
    concepts: [],
    statusKnownFrom: Number(row.status_known_from) as TradeDate,
    statusHistory: row.status_history.split(' ').filter(Boolean).map(spanOfText),
  }))
}

/** `20220506-20230628:st`, or `20250430-:starSt` for a status that lasts. */
export const textOfSpan = ({ from, until, status }: StatusSpan): string => `${from}-${until ?? ''}:${status}`

function spanOfText(text: string): StatusSpan {
  const [, from, until, status] = /^(\d{8})-(\d{8})?:(\w+)$/.exec(text)!
  return { from: Number(from) as TradeDate, until: dateOrNull(until ?? ''), status: status as RiskStatus }
}

const dateOrNull = (text: string): TradeDate | null => (text === '' ? null : (Number(text) as TradeDate))
