import { daysSinceEpoch, isTradeDate, type TradeDate } from '../../../core/market/trade-date.ts'
import { groupedRows } from '../../../runtime/clickhouse/grouped-rows.ts'
import {
  type RowBinaryColumn,
  type RowBinaryEncoder,
  rowBinaryEncoder,
} from '../../../runtime/clickhouse/row-binary.ts'
import type { Conversion, TableColumn } from '../ddl/table-column.ts'
import type { TableSpec } from '../ddl/tables.ts'

/** An event as the decoder gives it: the fields of its schema. */
export type Event = Readonly<Record<string, unknown>>

type Read = (value: unknown) => unknown

const RATIO_SCALE = 1e10

const CONVERSIONS: Readonly<Record<Conversion, Read>> = {
  ratio: (value) => (value as number) / RATIO_SCALE,
  dateOrNever: (value) => (value === 0 ? null : days(value)),
}

/** Turns the events of a table's topic into its rows. */
export function rowEncoder(table: TableSpec): RowBinaryEncoder<Event> {
  const encoder = rowBinaryEncoder(rowColumns(table))
  return isBySymbol(table) ? groupedRows(encoder, ({ symbol }) => symbol as string) : encoder
}

/** What stands in each column of an event's row. */
export const rowColumns = (table: TableSpec): readonly RowBinaryColumn<Event>[] =>
  table.columns.map((column) => {
    const { name, type, field } = column
    const read = readerOf(column)
    const value = fieldReader(field)
    const get = read === undefined ? value : (event: Event) => read(value(event))
    return { name, type, get } as unknown as RowBinaryColumn<Event>
  })

/** Whether the table keeps a session by symbol and then by time, while the log has it by time. */
function isBySymbol({ key }: TableSpec): boolean {
  const next = key[key.indexOf('symbol') + 1]
  return key.includes('symbol') && (next === 'event_time' || next === 'minute_index')
}

/**
 * Reads one field. Compiled for each: the engine remembers where a function has found its field, and functions of one
 * source share what they remember, so that a common one would search in every record.
 */
const fieldReader = (field: string): ((event: Event) => unknown) =>
  new Function('event', `return event[${JSON.stringify(field)}]`) as (event: Event) => unknown

/** What makes a field's value the column's; undefined where it is stored as it is. */
function readerOf({ type, conversion, members }: TableColumn): Read | undefined {
  if (conversion !== undefined) return CONVERSIONS[conversion]
  if (type === 'Date' || type === 'Date32') return days
  if (type === 'Nullable(Date)') return (value) => (value === null ? null : days(value))
  if (type === 'UInt8') return Number
  if (type.startsWith('Map(')) return inOrderOfKeys
  if (members === undefined) return undefined
  const parts = members.map((member) => ({ field: member.field, read: readerOf(member) ?? same }))
  return (value) =>
    (value as readonly Event[]).map((item) => parts.map(({ field, read }) => read(item[field])))
}

const same: Read = (value) => value

/** Equal maps are equal rows, in whatever order they were filled. */
const inOrderOfKeys: Read = (value) =>
  Object.fromEntries(Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Consecutive events mostly share their date. */
let lastDate = 1970_01_01
let lastDays = 0

function days(value: unknown): number {
  if (value !== lastDate) {
    const date = value as TradeDate
    if (!isTradeDate(date)) throw new RangeError(`${String(value)} is no date yyyymmdd`)
    lastDays = daysSinceEpoch(date)
    lastDate = date
  }
  return lastDays
}
