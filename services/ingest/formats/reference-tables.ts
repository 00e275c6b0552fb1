import type { FileContent } from '../source.ts'

export interface ReferenceTable {
  readonly name: string
  readonly content: Exclude<FileContent, 'dailyBars'>
  /** The exact header. */
  readonly header: readonly string[]
}

/** Reference files: their headers and what they tell. */
export const REFERENCE_TABLES: readonly ReferenceTable[] = [
  {
    name: 'security-master',
    content: 'instruments',
    header: ['symbol', 'exchange', 'board', 'list_date', 'delist_date', 'name', 'source'],
  },
  { name: 'stock-list', content: 'instruments', header: ['code', 'name', 'area', 'industry', 'list_date'] },
  {
    name: 'name-changes',
    content: 'statusHistory',
    header: ['change_date', 'symbol', 'old_name', 'new_name'],
  },
  { name: 'current-st', content: 'statusHistory', header: ['code', 'name'] },
  { name: 'share-capital', content: 'shareCapital', header: ['code', 'change_date', 'total_shares_wan'] },
  { name: 'trading-days', content: 'calendar', header: ['trade_date'] },
]

/** The reference table that a header belongs to. */
export function referenceOfHeader(header: readonly string[]): ReferenceTable | undefined {
  return REFERENCE_TABLES.find(
    (table) => table.header.length === header.length && table.header.every((name, i) => name === header[i]),
  )
}
