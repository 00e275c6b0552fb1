import type { HistoryRow } from './api.ts'

/**
 * History with the running session's daily row in its place. The event that brings it has no breadth; what is
 * known of that stays.
 */
export function withToday(history: readonly HistoryRow[], today: HistoryRow | null): readonly HistoryRow[] {
  if (today === null) return history
  const known = history.find(({ date }) => date === today.date)
  const row = known === undefined ? today : { ...known, ...withoutNulls(today) }
  return [...history.filter(({ date }) => date !== today.date), row].sort((a, b) =>
    a.date < b.date ? -1 : 1,
  )
}

const BREADTH = ['traded', 'advancers', 'decliners', 'unchanged', 'volume', 'amount', 'meanReturn'] as const

function withoutNulls(row: HistoryRow): Partial<HistoryRow> {
  const unknown = new Set<string>(BREADTH.filter((name) => row[name] === null))
  return Object.fromEntries(Object.entries(row).filter(([name]) => !unknown.has(name)))
}
