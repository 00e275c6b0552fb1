import { INSERTED_AT } from '../ddl/create-table.ts'
import { STORED_TABLES, type StoredTable } from '../ddl/tables.ts'
import { ANALYSIS_VIEWS, PARAMETERISED_VIEWS } from '../views/analysis/analysis-views.ts'
import { DICTIONARIES } from '../views/dictionaries.ts'
import { ACTIVE_EPOCHS_VIEW } from '../views/operations-views.ts'
import type { ViewColumn } from '../views/public-view.ts'
import { PUBLIC_VIEWS } from '../views/views.ts'

const INTRODUCTION = `# Tables and views

Generated from the comments in the DDL by \`node --import tsx tools/tables-document.ts\`. Do not edit.

Everything is in the database \`pulse\`, unless CLICKHOUSE_URL names another. Query the views: they show the data set \`main\` at its active epoch, the
latest revision of each key, nothing that was withdrawn. Each public view has a sibling \`<name>_all\` with a \`dataset\`
column in front and every data set, each at its own active epoch. The stored tables (\`t_...\`) keep every epoch.

Prices are CNY, unadjusted; volumes are shares; amounts are yuan; rates and returns are fractions; times are Shanghai
time. Unknown is NULL, never 0. Sample queries: [sql-cookbook.md](sql-cookbook.md).
`

/** The text of docs/tables.md. */
export function tablesDocument(): string {
  const sections = [
    INTRODUCTION,
    '## Public views',
    ...PUBLIC_VIEWS.map((view) =>
      section(view.name, `${view.comment} One row per ${view.key.join(', ')}.`, view.columns),
    ),
    '## Dictionaries and epochs',
    ...[...DICTIONARIES, ACTIVE_EPOCHS_VIEW].map((view) => section(view.name, view.comment, view.columns)),
    '## Statistics',
    'Computed from the public views at every query; each has an `_all` sibling as well.',
    ...ANALYSIS_VIEWS.map((view) => section(view.name, view.comment, view.columns)),
    '## Statistics with parameters',
    ...PARAMETERISED_VIEWS.map((view) =>
      section(view.name, `${view.comment} Call: \`SELECT * FROM ${view.usage}\`.`, view.columns),
    ),
    '## Stored tables',
    ...STORED_TABLES.map((table) => section(table.name, storage(table), [...table.columns, INSERTED_AT])),
  ]
  return `${sections.map((text) => text.trimEnd()).join('\n\n')}\n`
}

function storage(table: StoredTable): string {
  const withdrawn = table.deleted === undefined ? '' : `, none if it is \`${table.deleted}\``
  return [
    table.comment,
    `${table.topics.length === 1 ? 'Topic' : 'Topics'} ${table.topics.map(({ name }) => `\`${name}\``).join(', ')}.`,
    `Sorted by \`${table.key.join(', ')}\`; of equal keys the greatest \`${table.version}\` stands${withdrawn}.`,
  ].join(' ')
}

function section(name: string, text: string, columns: readonly ViewColumn[]): string {
  const rows = columns.map(
    (column) => `| \`${column.name}\` | \`${column.type}\` | ${cell(column.comment)} |`,
  )
  return [`### ${name}`, '', text, '', '| column | type | meaning |', '|---|---|---|', ...rows].join('\n')
}

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/</g, '&lt;')
