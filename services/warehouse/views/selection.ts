import type { TableSpec } from '../ddl/tables.ts'
import { ACTIVE_EPOCHS } from './names.ts'

/**
 * Which rows a view shows: those of `main` or of every data set, of the active epoch, the latest
 * revision of each key, without withdrawn ones. Each method gives a subquery with all columns.
 */
export interface Selection {
  /** Rows of the active epoch. */
  active(table: TableSpec): string
  /** Rows of a table that knows no epochs, or of all its epochs. */
  current(table: TableSpec): string
  /** Rows of a public view. */
  view(name: string): string
}

const latest = (table: TableSpec, condition: string): string =>
  `(SELECT * FROM ${table.name} FINAL WHERE ${condition})`

/** One statement sees one active epoch, so a query reads wholly before or wholly after a switch. */
export const MAIN_ONLY: Selection = {
  active: (table) =>
    latest(table, `dataset = 'main' AND epoch = (SELECT epoch FROM ${ACTIVE_EPOCHS} WHERE dataset = 'main')`),
  current: (table) => latest(table, `dataset = 'main'`),
  view: (name) => `(SELECT 'main' AS dataset, * FROM ${name})`,
}

/** Every data set, each at its own active epoch. */
export const EVERY_DATASET: Selection = {
  active: (table) => latest(table, `(dataset, epoch) IN (SELECT dataset, epoch FROM ${ACTIVE_EPOCHS})`),
  current: (table) => latest(table, '1'),
  view: (name) => `(SELECT * FROM ${name}_all)`,
}
