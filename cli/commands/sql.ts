import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import Table from 'cli-table3'
import type { WarehouseConnection } from '../../runtime/clickhouse/connect.ts'
import type { PulseConfig } from '../../runtime/config/pulse-config.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { ConfigError } from '../../runtime/errors.ts'
import { connectReader, connectWarehouse } from '../reach/connect-warehouse.ts'
import { untilInterrupted } from '../until-interrupted.ts'

export interface SqlOptions {
  readonly format: string
  readonly watch?: string | true
}

type Print = (client: ClickHouseClient, query: string) => Promise<void>

const FORMATS: Readonly<Record<string, Print>> = {
  table: async (client, query) => {
    const result = await client.query({ query, format: 'JSONCompactEachRowWithNames' })
    const [names, ...rows] = await result.json<readonly unknown[]>()
    const table = new Table({
      head: (names ?? []) as string[],
      style: { head: [], border: [], compact: true },
    })
    for (const row of rows) table.push(row.map((value) => (value === null ? '–' : text(value))))
    process.stdout.write(`${table.toString()}\n${rows.length} rows\n`)
  },
  csv: (client, query) => stream(client, query, 'CSVWithNames'),
  json: (client, query) => stream(client, query, 'JSONEachRow'),
}

/** `pulse sql`: one statement against the warehouse. */
export async function sql(query: string, options: SqlOptions): Promise<void> {
  const print = FORMATS[options.format]
  if (print === undefined)
    throw new ConfigError(
      'invalid',
      `There is no format "${options.format}"; there are ${Object.keys(FORMATS).join(', ')}.`,
    )
  const config = readConfig(process.env)
  const warehouse = await connectForSql(config)
  try {
    if (options.watch === undefined) await print(warehouse.client, query)
    else await watch(() => print(warehouse.client, query), options.watch)
  } finally {
    await warehouse.close()
  }
}

/** As the user who only reads, where there is one; his own folder's engine belongs to whoever calls this. */
function connectForSql(config: PulseConfig): Promise<WarehouseConnection> {
  return config.clickhouseReaderUrl === undefined ? connectWarehouse(config) : connectReader(config)
}

async function watch(print: () => Promise<void>, seconds: string | true): Promise<void> {
  const wait = (seconds === true ? 2 : Number(seconds)) * 1000
  if (!(wait > 0)) throw new ConfigError('invalid', `--watch takes a number of seconds, not "${seconds}".`)
  const signal = untilInterrupted()
  while (!signal.aborted) {
    if (process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[H')
    await print()
    await sleep(wait, undefined, { signal }).catch(() => undefined)
  }
}

async function stream(
  client: ClickHouseClient,
  query: string,
  format: 'CSVWithNames' | 'JSONEachRow',
): Promise<void> {
  const result = await client.exec({ query: `${query.trim().replace(/;$/, '')}\nFORMAT ${format}` })
  for await (const chunk of result.stream) if (!process.stdout.write(chunk as Buffer)) await drained()
}

const drained = (): Promise<void> => new Promise((resolve) => process.stdout.once('drain', () => resolve()))

const text = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))
