import type { ClickHouseClient } from '@clickhouse/client'
import type { SchemaName } from '../../../runtime/codec/port.ts'
import { SCHEMAS } from '../../../runtime/codec/schemas.ts'
import type { TableSpec } from '../ddl/tables.ts'
import type { AvroComplex, AvroField, AvroType } from './any-event.ts'

/** Rows of a table, turned back into the events that they were made from; in no particular order. */
export async function rowsAsEvents(
  table: TableSpec,
  client: ClickHouseClient,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const columns = table.columns.map(({ name, type }) => readable(name, type))
  const result = await client.query({
    query: [
      `SELECT ${columns.join(', ')} FROM ${table.name}`,
      'SETTINGS output_format_json_quote_64bit_integers = 1, output_format_json_quote_decimals = 1,',
      'output_format_json_named_tuples_as_objects = 1',
    ].join('\n'),
    format: 'JSONEachRow',
  })
  const rows = await result.json<Readonly<Record<string, unknown>>>()
  const { fields = [] } = SCHEMAS[table.topic.schema as SchemaName] as AvroComplex
  return rows.map((row) =>
    Object.fromEntries(
      table.columns.map(({ name, field }, index) => [
        field,
        original(fields[index]!, fields[index]!.type, row[name]),
      ]),
    ),
  )
}

/** Members of tuples are named as columns are. */
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Bytes need not be text, and Shanghai had summer time before 1992. */
function readable(name: string, type: string): string {
  if (name === 'raw') return `hex(${name}) AS ${name}`
  return type.includes('DateTime64') ? `toUnixTimestamp64Milli(${name}) AS ${name}` : name
}

const RATIOS = ['openReturn', 'closeReturn']
/** Lists of prices; brands stand on fields, not on items. */
const PRICE_LISTS = ['bidPrices', 'askPrices']

function original(field: AvroField, type: AvroType, value: unknown): unknown {
  if (field.name === 'statusKnownFrom' && value === null) return 0
  if (value === null) return null
  if (RATIOS.includes(field.name)) return Math.round((value as number) * 1e10)
  if (Array.isArray(type)) return original(field, type.find((branch) => branch !== 'null')!, value)
  if (typeof type === 'object') {
    const { items, values, fields } = type as AvroComplex
    if (values !== undefined)
      return Object.fromEntries(
        Object.entries(value as object).map(([name, item]) => [name, original(field, values, item)]),
      )
    if (items !== undefined) return (value as readonly unknown[]).map((item) => original(field, items, item))
    if (fields !== undefined)
      return Object.fromEntries(
        fields.map((member) => [
          member.name,
          original(member, member.type, (value as Record<string, unknown>)[snakeCase(member.name)]),
        ]),
      )
    return value
  }
  return scalar(field, type as string, value)
}

function scalar({ name, brand }: AvroField, type: string, value: unknown): unknown {
  if (PRICE_LISTS.includes(name)) return fixed(value as string, 4)
  if (type === 'bytes') return Buffer.from(value as string, 'hex')
  if (brand === 'TradeDate') return Number((value as string).replaceAll('-', ''))
  if (brand === 'Price') return fixed(value as string, 4)
  if (brand === 'Fen') return fixed(value as string, 2)
  if (type === 'boolean') return Boolean(value)
  return type === 'long' ? Number(value) : value
}

/** The integer whose last `digits` digits stand behind the point. */
function fixed(text: string, digits: number): number {
  const [whole = '', fraction = ''] = text.split('.')
  return (
    Number(BigInt(whole.replace('-', '') + fraction.padEnd(digits, '0'))) * (text.startsWith('-') ? -1 : 1)
  )
}
