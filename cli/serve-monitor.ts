import type { WarehouseConnection } from '../runtime/clickhouse/connect.ts'
import type { Codec } from '../runtime/codec/port.ts'
import type { MonitorConfig } from '../runtime/config/pulse-config.ts'
import type { EventLog } from '../runtime/log/port.ts'
import { type Monitor, startMonitor } from '../services/monitor/server/start-monitor.ts'
import { bundlePage } from '../services/monitor/web/bundle-page.ts'
import { packageVersion } from './package-version.ts'

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
