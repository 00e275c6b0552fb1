import { type Dialect, literal } from './dialect.ts'
import type { TableSpec } from './tables.ts'

/** Filled by ClickHouse, not by the sink: when the row was written. */
export const INSERTED_AT = {
  name: 'inserted_at',
  type: "DateTime64(3, 'Asia/Shanghai')",
  comment: 'When the row was written here; says nothing about the market.',
} as const

export function createTable(table: TableSpec, dialect: Dialect): string {
  const columns = [
    ...table.columns.map(({ name, type, comment }) => `${name} ${type} COMMENT ${literal(comment)}`),
    `${INSERTED_AT.name} ${INSERTED_AT.type} DEFAULT now64(3) COMMENT ${literal(INSERTED_AT.comment)}`,
  ]
  const engineArguments = [table.version, ...(table.deleted === undefined ? [] : [table.deleted])]
  return [
    `CREATE TABLE IF NOT EXISTS ${table.name}${dialect.onCluster} (`,
    columns.map((column) => `  ${column}`).join(',\n'),
    `) ENGINE = ${dialect.engine('ReplacingMergeTree')}(${engineArguments.join(', ')})`,
    ...(table.partition.length === 0 ? [] : [`PARTITION BY (${table.partition.join(', ')})`]),
    ...(table.index === undefined ? [] : [`PRIMARY KEY (${table.key.slice(0, table.index).join(', ')})`]),
    `ORDER BY (${table.key.join(', ')})`,
    `COMMENT ${literal(table.comment)}`,
  ].join('\n')
}
