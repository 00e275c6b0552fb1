import { type Dialect, literal } from './dialect.ts'
import type { TableSpec } from './tables.ts'

/** Brings a table of an earlier program to columns that were added since; repeating it does nothing. */
export function addColumns(table: TableSpec, names: readonly string[], dialect: Dialect): string {
  const added = table.columns
    .filter(({ name }) => names.includes(name))
    .map(
      ({ name, type, comment }) => `  ADD COLUMN IF NOT EXISTS ${name} ${type} COMMENT ${literal(comment)}`,
    )
  return `ALTER TABLE ${table.name}${dialect.onCluster}\n${added.join(',\n')}`
}
