import type { JSX } from 'preact'
import type { Cell, DataTable } from '../format/csv.ts'
import { UNKNOWN } from '../format/numbers.ts'

/** What a chart shows, as a plain table. */
export function DataTableView({ caption, table }: { caption: string; table: DataTable }): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="scroll" tabIndex={0} aria-label={caption}>
      <table class="data">
        <caption class="hidden-text">{caption}</caption>
        <thead>
          <tr>
            {table.columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={table.columns[column]} class={typeof cell === 'number' ? 'number' : ''}>
                  {shown(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Six digits are enough to read; the file has all. */
function shown(cell: Cell): string | number {
  if (cell === null) return UNKNOWN
  return typeof cell === 'number' && !Number.isInteger(cell) ? Number(cell.toPrecision(6)) : cell
}
