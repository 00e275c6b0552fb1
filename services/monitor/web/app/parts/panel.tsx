import { type ComponentChildren, Fragment, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import { type DataTable, toCsv } from '../format/csv.ts'
import { DataTableView } from './data-table.tsx'
import { usePage } from './page-context.ts'

interface PanelProps {
  readonly title: string
  /** Width and such: classes of layout.css. */
  readonly class?: string
  readonly note?: ComponentChildren
  readonly actions?: ComponentChildren
  /** What it shows as a table; a panel that is a table has `onlyCsv`. */
  readonly table: () => DataTable
  readonly onlyCsv?: boolean
  readonly flush?: boolean
  readonly children: ComponentChildren
}

/** A section of the page: its title, the switch between chart and table, the download, and what it shows. */
export function Panel(props: PanelProps): JSX.Element {
  const { title, note, actions, table, onlyCsv = false, flush = false, children } = props
  const { t } = usePage()
  const [asTable, setAsTable] = useState(false)
  return (
    <section class={`panel ${props.class ?? ''}`} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {note !== undefined && <span class="note">{note}</span>}
        <span class="spring" />
        {actions}
        <span class="tools">
          {!onlyCsv && (
            <button
              type="button"
              class="small"
              aria-pressed={asTable}
              title={t('showTable', { name: title })}
              onClick={() => setAsTable(!asTable)}
            >
              {t('table')}
              <span class="hidden-text"> {title}</span>
            </button>
          )}
          <button
            type="button"
            class="small"
            title={t('downloadCsv', { name: title })}
            onClick={() => download(`${title}.csv`, toCsv(table()))}
          >
            {t('csv')}
            <span class="hidden-text"> {title}</span>
          </button>
        </span>
      </header>
      <div class={`body${flush || asTable ? ' flush' : ''}`}>
        {asTable ? <DataTableView caption={title} table={table()} /> : <Fragment>{children}</Fragment>}
      </div>
    </section>
  )
}

function download(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
