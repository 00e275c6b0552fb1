import { readFile } from 'node:fs/promises'
import type { WarehouseConnection } from '../runtime/clickhouse/connect.ts'
import type { Codec } from '../runtime/codec/port.ts'
import type { MonitorConfig } from '../runtime/config/pulse-config.ts'
import type { EventLog } from '../runtime/log/port.ts'
import { type Monitor, startMonitor } from '../services/monitor/server/start-monitor.ts'
import { bundlePage } from '../services/monitor/web/bundle-page.ts'

/** What a monitor reads. */
export interface MonitorSources {
  readonly log: EventLog
  readonly codec: Codec
  readonly warehouse: WarehouseConnection
}

/** Starts the monitor with its page over what this process has open; they stay open when it is closed. */
export async function serveMonitor(
  { log, codec, warehouse }: MonitorSources,
  { host, port, token }: MonitorConfig,
  say: (line: string) => void,
): Promise<Monitor> {
  const [page, version] = await Promise.all([bundlePage(), packageVersion()])
  return startMonitor({ log, codec, warehouse, host, port, token, version, page, say })
}

async function packageVersion(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}
