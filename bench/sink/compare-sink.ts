import { deepStrictEqual } from 'node:assert/strict'
import { openLog } from '../../cli/open-log.ts'
import { openWarehouse, type WarehouseConnection } from '../../runtime/clickhouse/connect.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { isControlKey } from '../../runtime/processor/control.ts'
import { MARKERS_TABLE } from '../../services/warehouse/ddl/markers-table.ts'
import { TABLES, type TableSpec } from '../../services/warehouse/ddl/tables.ts'
import { type Event, rowEncoder } from '../../services/warehouse/sink/row-encoder.ts'
import { startWarehouse } from '../../services/warehouse/start-warehouse.ts'
import { formatRate, formatSpread, interleaved, timesAsLong } from '../measure.ts'

const REPEATS = 5
/** The same for all sides, near what the sink sends by itself. */
const BLOCK_ROWS = 100_000

/** What is compared: the records of one topic, processed and marked in the log of a home. */
export interface Recorded {
  readonly home: string
  readonly table: TableSpec
  readonly marker: string
  /** Says what the rows are, in the report. */
  readonly rows: string
}

/**
 * From the log into the table, against the official client with rows that are ready to be sent, and against decoded
 * records: the same rows, the same engine, blocks of the same size.
 */
export async function compareSink({ home, table, marker, rows: what }: Recorded): Promise<string[]> {
  const { log, codec } = await openLog(readConfig({ PULSE_HOME: home }))
  const warehouse = await openWarehouse({ home })
  const { client } = warehouse
  let runs = 0
  const throughSink = async (): Promise<void> => {
    runs += 1
    const application = `bench-${runs}`
    const running = await startWarehouse({
      log,
      codec,
      warehouse,
      application,
      batchRows: BLOCK_ROWS,
      storeTicks: table === TABLES.ticks,
    })
    await running.landed(marker)
    await running.stop()
  }
  const empty = async (): Promise<void> => {
    for (const { name } of [table, MARKERS_TABLE]) await client.command({ query: `TRUNCATE TABLE ${name}` })
  }

  await throughSink()
  const rows = await storedRows(warehouse, table)
  const digest = await tableDigest(warehouse, table)
  const records = await decodedRecords()
  const blocks = inBlocks(rows)
  const encoder = rowEncoder(table)
  const sides = {
    sink: throughSink,
    json: async () => {
      for (const values of blocks) await client.insert({ table: table.name, values, format: 'JSONEachRow' })
    },
    binary: async () => {
      for (const block of inBlocks(records)) {
        for (const event of block) encoder.append(event)
        await warehouse.insertRowBinary(table.name, encoder.columns, encoder.take())
      }
    },
  }
  for (const side of Object.values(sides)) {
    await empty()
    await side()
    deepStrictEqual(await tableDigest(warehouse, table), digest)
  }
  const seconds = await interleaved(sides, REPEATS, 'wall', empty)
  await log.close()
  await warehouse.close()
  return [
    `${rows.length.toLocaleString('en-US')} ${what}, ${BLOCK_ROWS.toLocaleString('en-US')} a block; equal tables`,
    `sink, from the log       ${formatRate(rows.length, seconds.sink)}`,
    `client.insert JSONEachRow ${formatRate(rows.length, seconds.json)}`,
    `RowBinary from decoded rows ${formatRate(rows.length, seconds.binary)}`,
    `sink is ${formatSpread(timesAsLong(seconds.json, seconds.sink))} times as fast as JSONEachRow`,
    `RowBinary is ${formatSpread(timesAsLong(seconds.json, seconds.binary))} times as fast as JSONEachRow`,
  ]

  async function decodedRecords(): Promise<Event[]> {
    const { topic } = table
    const decoder = codec.decoder(topic.schema)
    const decoded: Event[] = []
    for await (const { records } of log.read({ topic: topic.name, follow: false }))
      for (const { key, value } of records) {
        if (value === null || isControlKey(key)) continue
        await decoder.prepare([value])
        decoded.push(decoder.decode(value) as unknown as Event)
      }
    return decoded
  }
}

async function storedRows(
  { client }: WarehouseConnection,
  { columns: stored, name }: TableSpec,
): Promise<Record<string, unknown>[]> {
  const columns = stored.map((column) => column.name).join(', ')
  const result = await client.query({
    query: `SELECT ${columns} FROM ${name} ORDER BY trade_date, symbol`,
    format: 'JSONEachRow',
  })
  return result.json()
}

/** Number and content of the rows, in whatever order they were stored. */
async function tableDigest(
  { client }: WarehouseConnection,
  { columns: stored, name }: TableSpec,
): Promise<unknown> {
  const columns = stored.map((column) => column.name).join(', ')
  const query = `SELECT count(), sum(cityHash64(toString(tuple(${columns})))) FROM ${name} FINAL`
  const result = await client.query({ query, format: 'JSONCompactEachRow' })
  return result.json()
}

function inBlocks<Row>(rows: readonly Row[]): Row[][] {
  const blocks: Row[][] = []
  for (let from = 0; from < rows.length; from += BLOCK_ROWS) blocks.push(rows.slice(from, from + BLOCK_ROWS))
  return blocks
}
