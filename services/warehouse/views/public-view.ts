import type { TableColumn } from '../ddl/table-column.ts'
import type { TableSpec } from '../ddl/tables.ts'
import type { Selection } from './selection.ts'

export interface ViewColumn {
  readonly name: string
  readonly type: string
  readonly comment: string
}

/**
 * A view that analysts and programs rely on. It exists twice: under its name with the rows of `main`,
 * and as `<name>_all` with a `dataset` column and every data set.
 */
export interface PublicView {
  readonly name: string
  readonly comment: string
  /** Without `dataset`. */
  readonly columns: readonly ViewColumn[]
  /** Columns that tell one row from another within a data set. */
  readonly key: readonly string[]
  /** A query with `dataset` and the columns above. */
  query(selection: Selection): string
}

/** One column of a view over a table: its own name, or a new name, comment or expression. */
export type ColumnChoice = string | (ViewColumn & { readonly expression: string })

type Rows = (selection: Selection) => string

/** A view that shows columns of one table. */
export function tableView(
  view: Pick<PublicView, 'name' | 'comment' | 'key'> & {
    readonly table: TableSpec
    readonly columns: readonly ColumnChoice[]
    readonly where?: string
    /** `active` unless the table knows no epochs. */
    readonly rows?: 'active' | 'current'
  },
): PublicView {
  const { name, comment, key, table, columns, where, rows = 'active' } = view
  const expressions = columns.map((choice) =>
    typeof choice === 'string' ? choice : `${choice.expression} AS ${choice.name}`,
  )
  const rowsOf: Rows =
    rows === 'active' ? (selection) => selection.active(table) : (selection) => selection.current(table)
  return {
    name,
    comment,
    key,
    columns: columns.map((choice) => (typeof choice === 'string' ? columnOf(table, choice) : choice)),
    query: (selection) =>
      [
        `SELECT dataset, ${expressions.join(', ')}`,
        `FROM ${rowsOf(selection)}`,
        ...(where === undefined ? [] : [`WHERE ${where}`]),
      ].join('\n'),
  }
}

/** A table's column under the name that the view gives it. */
export function renamed(table: TableSpec, from: string, to: string): ColumnChoice {
  const { type, comment } = columnOf(table, from)
  return { name: to, type, comment, expression: from }
}

export function columnOf(table: TableSpec, name: string): ViewColumn {
  const column: TableColumn | undefined = table.columns.find((candidate) => candidate.name === name)
  if (column === undefined) throw new RangeError(`Table ${table.name} has no column ${name}.`)
  return { name, type: column.type, comment: column.comment }
}
