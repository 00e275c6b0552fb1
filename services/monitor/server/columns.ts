import type { ColumnsOf } from '../api/types.ts'

/** Rows by column: one array per name, also where there are no rows. */
export function toColumns<Row extends object>(
  names: readonly string[],
  rows: readonly Row[],
): ColumnsOf<Row> {
  const columns: Record<string, unknown[]> = {}
  for (const name of names) columns[name] = rows.map((row) => row[name as keyof Row])
  return columns as ColumnsOf<Row>
}

/** The rows of columns. */
export function toRows<Row extends object>(columns: ColumnsOf<Row>): Row[] {
  const entries = Object.entries(columns) as [string, readonly unknown[]][]
  const length = entries[0]?.[1].length ?? 0
  return Array.from(
    { length },
    (_, index) => Object.fromEntries(entries.map(([name, values]) => [name, values[index]])) as Row,
  )
}
