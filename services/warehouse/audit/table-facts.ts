import type { RowBinaryColumn } from '../../../runtime/clickhouse/row-binary.ts'
import { keyPartition } from '../../../runtime/log/partitioner.ts'
import type { TableColumn } from '../ddl/table-column.ts'
import type { TableSpec } from '../ddl/tables.ts'
import { type Event, rowColumns } from '../sink/row-encoder.ts'

/** One member of a table's sorting key: how a row has it in SQL, and an event in bytes. */
export interface KeyMember {
  readonly name: string
  readonly sql: string
  readonly column: RowBinaryColumn<Event>
}

/** What ties an event of the log to its row, said for both sides. */
export interface TableFacts {
  readonly table: TableSpec
  readonly key: readonly KeyMember[]
  readonly hasEpoch: boolean
  /** The column whose hour counts; undefined where rows have no time. */
  readonly clock: TableColumn | undefined
  /** The column by which days are chosen: part of the key, so that all revisions of a row have the same; undefined where there is none. */
  readonly day: TableColumn | undefined
  /** The column that says which of several topics a row of a shared table comes from. */
  readonly origin: TableColumn | undefined
}

/** A group of signals belongs to one topic, and is named by this column. */
const ORIGIN = 'signal'

export function factsOf(table: TableSpec): TableFacts {
  const columns = new Map(rowColumns(table).map((column) => [column.name, column]))
  const specs = new Map(table.columns.map((column) => [column.name, column]))
  const inKey = (name: string): TableColumn | undefined =>
    table.key.includes(name) ? specs.get(name) : undefined
  return {
    table,
    key: table.key.map((element) => memberOf(element, columns)),
    hasEpoch: table.key.includes('epoch'),
    clock: specs.get('event_time') ?? specs.get('available_at'),
    day: inKey('trade_date') ?? inKey('event_time'),
    origin: inKey(ORIGIN),
  }
}

/** An element is a column's name, or `ifNull(column, 0)`, or a hash of a column. */
function memberOf(element: string, columns: ReadonlyMap<string, RowBinaryColumn<Event>>): KeyMember {
  const [, wrapper, inner] = /^(\w+)\((\w+)(?:, 0)?\)$/.exec(element) ?? []
  const name = inner ?? element
  const column = columns.get(name)
  if (column === undefined) throw new RangeError(`No column ${name} for ${element} of a sorting key.`)
  if (wrapper !== 'ifNull') return { name, sql: name, column }
  const type = column.type.replace(/^Nullable\((.*)\)$/, '$1')
  const get = (event: Event): unknown => column.get(event) ?? 0
  return {
    name,
    sql: `CAST(ifNull(${name}, 0) AS ${type})`,
    column: { name, type, get } as unknown as RowBinaryColumn<Event>,
  }
}

/** How rows fall into the partitions of their topic; a topic that is not keyed by symbol is one whole. */
export interface Layout {
  readonly partitions: number
  readonly isKeyed: boolean
}

/** The number under which a row is counted: its partition by Kafka's partitioner, which ClickHouse knows. */
export const partitionSql = ({ partitions, isKeyed }: Layout): string =>
  isKeyed && partitions > 1 ? `kafkaMurmurHash(concat(dataset, '/', symbol)) % ${partitions}` : '0'

export const partitionOf = (key: string, { partitions, isKeyed }: Layout): number =>
  isKeyed && partitions > 1 ? keyPartition(key, partitions) : 0
