import { formatTradeDate } from '../../../core/market/trade-date.ts'
import type { Rejection } from '../source.ts'
import { dateOf, keyOf, type MergedRow, type SeriesRow, timeOf } from './series-row.ts'

/** How far a source is trusted (less is more), and the last decimal that it prints. */
export interface SourceTrust {
  readonly rank: number
  readonly step: number
}

export interface MergeResult {
  /** One row per value, in the order of event time. */
  readonly rows: MergedRow[]
  /** Rows that contradict the one that stands. */
  readonly rejections: Rejection[]
  /** Rows that say the same as the one that stands. */
  readonly duplicates: readonly SeriesRow[]
}

/**
 * Settles what several rows say of one value (key and date), whatever the order of the files: the most trusted
 * source decides, then the content. A row that agrees within the rounding of both fills in what the decisive one
 * lacks; one that contradicts it is rejected. The result is in the order of event time.
 */
export function mergeRows(rows: Iterable<SeriesRow>, trustOf: (source: string) => SourceTrust): MergeResult {
  const rejections: Rejection[] = []
  const duplicates: SeriesRow[] = []
  const merged: MergedRow[] = []
  for (const group of groups(rows)) {
    if (!Array.isArray(group)) {
      merged.push({ row: group, others: [] })
      continue
    }
    const [first, ...others] = group.sort((a, b) => byTrust(a, b, trustOf))
    let kept = first!
    for (const other of others) {
      if (!isComparable(kept, other)) duplicates.push(other)
      else if (agree(kept, other, trustOf)) {
        kept = filled(kept, other)
        duplicates.push(other)
      } else rejections.push(conflict(kept, other))
    }
    merged.push({ row: kept, others: group.filter((row) => row !== kept) })
  }
  merged.sort((a, b) => inTime(a.row, b.row))
  return { rows: apart(merged), rejections, duplicates }
}

/** Rows by topic, key and date; most stand alone. */
function groups(rows: Iterable<SeriesRow>): Iterable<SeriesRow | SeriesRow[]> {
  const byKey = new Map<string, Map<number, SeriesRow | SeriesRow[]>>()
  for (const row of rows) {
    const name = `${row.topic}/${keyOf(row)}`
    let dates = byKey.get(name)
    if (dates === undefined) {
      dates = new Map()
      byKey.set(name, dates)
    }
    const date = dateOf(row)
    const known = dates.get(date)
    if (known === undefined) dates.set(date, row)
    else if (Array.isArray(known)) known.push(row)
    else dates.set(date, [known, row])
  }
  return (function* () {
    for (const dates of byKey.values()) yield* dates.values()
  })()
}

function inTime(a: SeriesRow, b: SeriesRow): number {
  return (
    timeOf(a) - timeOf(b) || byText(a.topic, b.topic) || byText(keyOf(a), keyOf(b)) || dateOf(a) - dateOf(b)
  )
}

/**
 * Two periods of one series that were released at the same moment stand a millisecond apart, because key and time
 * are a record's identity in the log.
 */
function apart(rows: MergedRow[]): MergedRow[] {
  let moved = false
  for (let at = 1; at < rows.length; at += 1) {
    const before = rows[at - 1]!.row
    const { row, others } = rows[at]!
    if (timeOf(row) > timeOf(before) || row.topic !== before.topic || keyOf(row) !== keyOf(before)) continue
    const eventTime = timeOf(before) + 1
    rows[at] = { row: { ...row, value: { ...row.value, eventTime } } as SeriesRow, others: [...others, row] }
    moved = true
  }
  return moved ? apart(rows.sort((a, b) => inTime(a.row, b.row))) : rows
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function byTrust(a: SeriesRow, b: SeriesRow, trustOf: (source: string) => SourceTrust): number {
  return (
    trustOf(a.value.source).rank - trustOf(b.value.source).rank ||
    byText(a.value.source, b.value.source) ||
    // Of two releases of one period the later one corrects the earlier.
    timeOf(b) - timeOf(a) ||
    byText(JSON.stringify(a.value), JSON.stringify(b.value)) ||
    byText(a.file, b.file) ||
    a.line - b.line
  )
}

/** Prices adjusted for dividends say nothing of prices as printed. */
const isComparable = (a: SeriesRow, b: SeriesRow): boolean =>
  a.topic !== 'series' || b.topic !== 'series' || a.value.adjustment === b.value.adjustment

function agree(a: SeriesRow, b: SeriesRow, trustOf: (source: string) => SourceTrust): boolean {
  const step = Math.max(trustOf(a.value.source).step, trustOf(b.value.source).step)
  const theirs = compared(b)
  return compared(a).every((mine, at) => near(mine, theirs[at]!, step))
}

/** Volumes and amounts are left out: sources count them differently. */
function compared(row: SeriesRow): readonly (number | null)[] {
  switch (row.topic) {
    case 'series':
      return [row.value.open, row.value.high, row.value.low, row.value.close]
    case 'observations':
      return [row.value.value]
    case 'fundFlows':
      return [row.value.shares, row.value.nav, row.value.close]
  }
}

/** One rounds where the other cuts, so that a whole step may lie between them. */
const near = (a: number | null, b: number | null, step: number): boolean =>
  a === null || b === null || Math.abs(a - b) <= step * (1 + 1e-6) + Math.abs(a) * 1e-12

function filled(row: SeriesRow, other: SeriesRow): SeriesRow {
  if (row.topic === 'series' && other.topic === 'series') {
    const { open, high, low, volume, amount } = other.value
    return withMissing(row, { open, high, low, volume, amount })
  }
  if (row.topic === 'observations' && other.topic === 'observations')
    return withMissing(row, { forecast: other.value.forecast })
  if (row.topic === 'fundFlows' && other.topic === 'fundFlows') {
    const { name, shares, nav, close, netInflow } = other.value
    return withMissing(row, { name, shares, nav, close, netInflow })
  }
  return row
}

/** The row itself where it lacks nothing that the other has. */
function withMissing(row: SeriesRow, offered: Readonly<Record<string, unknown>>): SeriesRow {
  const value = row.value as unknown as Readonly<Record<string, unknown>>
  const missing = Object.entries(offered).filter(([field, given]) => value[field] === null && given !== null)
  if (missing.length === 0) return row
  return { ...row, value: { ...value, ...Object.fromEntries(missing) } } as unknown as SeriesRow
}

function conflict(kept: SeriesRow, other: SeriesRow): Rejection {
  const date = dateOf(other)
  return {
    kind: 'rejection',
    file: other.file,
    line: other.line,
    code: 'conflictingDuplicate',
    reason:
      `${keyOf(other)} of ${formatTradeDate(date)} is also in ${kept.file}, line ${kept.line}, with other ` +
      'content, and that row is kept; remove the wrong one and rebuild',
    raw: [keyOf(other), date, ...compared(other).map((one) => one ?? '')].join(','),
    tradeDate: date,
    ...(other.topic === 'observations' ? {} : { symbol: other.value.symbol }),
  }
}
