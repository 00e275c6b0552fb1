import { deepStrictEqual } from 'node:assert/strict'
import { openLog } from '../../cli/open-log.ts'
import { openWarehouse, type WarehouseConnection } from '../../runtime/clickhouse/connect.ts'
import { removeHome, temporaryHome } from '../../runtime/clickhouse/testing/temporary-warehouse.ts'
import { readConfig } from '../../runtime/config.ts'
import { isControlKey } from '../../runtime/processor/control.ts'
import type { DailyBar } from '../../schemas/generated/events.ts'
import { MARKERS_TABLE } from '../../services/warehouse/ddl/markers-table.ts'
import { TABLES } from '../../services/warehouse/ddl/tables.ts'
import { type Event, rowEncoder } from '../../services/warehouse/sink/row-encoder.ts'
import { startWarehouse } from '../../services/warehouse/start-warehouse.ts'
import type { Bench } from '../bench.ts'
import { SAMPLE } from '../data.ts'
import { formatRate, formatSpread, interleaved, timesAsLong } from '../measure.ts'
import { processRecorded, record } from '../recorded.ts'

const REPEATS = 5
/** The same for all sides, near what the sink sends by itself. */
const BLOCK_ROWS = 100_000
const BARS = TABLES.bars1d
const { topic } = BARS

/** From the log into the table, against the official client with rows that are ready to be sent. */
export const sink: Bench = {
  name: 'sink',
  title: 'sink vs client.insert JSONEachRow of the same rows, same engine (aim: 1.0 times as fast or better)',
  async run() {
    const home = temporaryHome()
    try {
      return await compare(home)
    } finally {
      await removeHome(home)
    }
  },
}

async function compare(home: string): Promise<string[]> {
  const config = readConfig({ PULSE_HOME: home })
  const { marker } = await record(config, SAMPLE.files)
  await processRecorded(config, marker)
  const { log, codec } = await openLog(config)
  const warehouse = await openWarehouse({ home })
  const { client } = warehouse
  let runs = 0
  const throughSink = async (): Promise<void> => {
    runs += 1
    const application = `bench-${runs}`
    const running = await startWarehouse({ log, codec, warehouse, application, batchRows: BLOCK_ROWS })
    await running.landed(marker)
    await running.stop()
  }
  const empty = async (): Promise<void> => {
    for (const { name } of [BARS, MARKERS_TABLE]) await client.command({ query: `TRUNCATE TABLE ${name}` })
  }

  await throughSink()
  const rows = await storedRows(warehouse)
  const digest = await tableDigest(warehouse)
  const bars = await decodedBars()
  const blocks = inBlocks(rows)
  const encoder = rowEncoder(BARS)
  const sides = {
    sink: throughSink,
    json: async () => {
      for (const values of blocks) await client.insert({ table: BARS.name, values, format: 'JSONEachRow' })
    },
    binary: async () => {
      for (const block of inBlocks(bars)) {
        for (const bar of block) encoder.append(bar)
        await warehouse.insertRowBinary(BARS.name, encoder.columns, encoder.take())
      }
    },
  }
  for (const side of Object.values(sides)) {
    await empty()
    await side()
    deepStrictEqual(await tableDigest(warehouse), digest)
  }
  const seconds = await interleaved(sides, REPEATS, 'wall', empty)
  await log.close()
  await warehouse.close()
  return [
    `${rows.length.toLocaleString('en-US')} bars of the ${SAMPLE.title}, ${BLOCK_ROWS.toLocaleString('en-US')} a block; equal tables`,
    `sink, from the log       ${formatRate(rows.length, seconds.sink)}`,
    `client.insert JSONEachRow ${formatRate(rows.length, seconds.json)}`,
    `RowBinary from decoded bars ${formatRate(rows.length, seconds.binary)}`,
    `sink is ${formatSpread(timesAsLong(seconds.json, seconds.sink))} times as fast as JSONEachRow`,
    `RowBinary is ${formatSpread(timesAsLong(seconds.json, seconds.binary))} times as fast as JSONEachRow`,
  ]

  async function decodedBars(): Promise<Event[]> {
    const decoder = codec.decoder(topic.schema)
    const decoded: Event[] = []
    for await (const { records } of log.read({ topic: topic.name, follow: false }))
      for (const { key, value } of records) {
        if (value === null || isControlKey(key)) continue
        await decoder.prepare([value])
        decoded.push(decoder.decode(value) as DailyBar & Event)
      }
    return decoded
  }
}

async function storedRows({ client }: WarehouseConnection): Promise<Record<string, unknown>[]> {
  const columns = BARS.columns.map(({ name }) => name).join(', ')
  const result = await client.query({
    query: `SELECT ${columns} FROM ${BARS.name} ORDER BY trade_date, symbol`,
    format: 'JSONEachRow',
  })
  return result.json()
}

/** Number and content of the rows, in whatever order they were stored. */
async function tableDigest({ client }: WarehouseConnection): Promise<unknown> {
  const columns = BARS.columns.map(({ name }) => name).join(', ')
  const query = `SELECT count(), sum(cityHash64(toString(tuple(${columns})))) FROM ${BARS.name} FINAL`
  const result = await client.query({ query, format: 'JSONCompactEachRow' })
  return result.json()
}

function inBlocks<Row>(rows: readonly Row[]): Row[][] {
  const blocks: Row[][] = []
  for (let from = 0; from < rows.length; from += BLOCK_ROWS) blocks.push(rows.slice(from, from + BLOCK_ROWS))
  return blocks
}
