import type { ComponentChildren, JSX } from 'preact'

export interface Column<Row> {
  readonly label: string
  readonly number?: boolean
  readonly wrap?: boolean
  readonly show: (row: Row) => ComponentChildren
}

interface RowsTableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly chosen?: string | null
  readonly tall?: boolean
}

/** Rows in a table that scrolls in its panel. */
export function RowsTable<Row>(props: RowsTableProps<Row>): JSX.Element {
  const { caption, columns, rows, keyOf, chosen = null, tall = false } = props
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class={`scroll${tall ? ' tall' : ''}`} tabIndex={0} aria-label={caption}>
      <table class="data tight">
        <caption class="hidden-text">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ label, number }) => (
              <th key={label} scope="col" class={number === true ? 'number' : ''}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} data-subject={keyOf(row)} class={keyOf(row) === chosen ? 'chosen' : ''}>
              {columns.map(({ label, number, wrap, show }) => (
                <td key={label} class={number === true ? 'number' : wrap === true ? 'wrap' : ''}>
                  {show(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** A share of 1 as a bar behind its text. */
export function Meter({
  share,
  loud,
  children,
}: {
  readonly share: number | null
  readonly loud?: boolean
  readonly children: ComponentChildren
}): JSX.Element {
  const width = share === null ? 0 : Math.min(Math.max(share, 0), 1) * 100
  return (
    <span class={`meter${loud === true ? ' loud' : ''}`}>
      {share !== null && <span class="fill" style={{ width: `${width.toFixed(1)}%` }} />}
      <span class="text">{children}</span>
    </span>
  )
}
