import {
  openWarehouse,
  type WarehouseConnection,
  type WarehouseOptions,
} from '../../runtime/clickhouse/connect.ts'
import type { PulseConfig } from '../../runtime/config/pulse-config.ts'
import { clickhouseObstacle } from './clickhouse-obstacle.ts'
import { NO_PATIENCE, type Patience, waitFor } from './wait-for.ts'

export interface ConnectOptions {
  readonly say?: (line: string) => void
  /** How to wait for a server that is not there yet; default: not at all. */
  readonly patience?: Patience | undefined
}

/**
 * Connects as somebody who only reads: the engine's reader, or CLICKHOUSE_READER_USER of a server. Where a server has
 * none, as the sink. @throws WarehouseError
 */
export function connectReader(
  config: PulseConfig,
  options: ConnectOptions = {},
): Promise<WarehouseConnection> {
  const { clickhouseUrl, clickhouseReaderUrl: url } = config
  if (clickhouseUrl !== undefined && url === undefined) return connectWarehouse(config, options)
  return connect({ home: config.home, url, access: 'read' }, options)
}

/** Connects to the ClickHouse that the configuration names. @throws WarehouseError */
export const connectWarehouse = (
  { home, clickhouseUrl: url }: PulseConfig,
  options: ConnectOptions = {},
): Promise<WarehouseConnection> => connect({ home, url }, options)

/** The embedded engine is started where it is not there; a server is waited for. */
function connect(
  where: WarehouseOptions,
  { say, patience = NO_PATIENCE }: ConnectOptions,
): Promise<WarehouseConnection> {
  const open = (): Promise<WarehouseConnection> =>
    openWarehouse({ ...where, ...(say === undefined ? {} : { log: say }) })
  const { url } = where
  if (url === undefined) return open()
  return waitFor(
    'ClickHouse',
    open,
    (error) => clickhouseObstacle(error, url),
    patience,
    (late) => late.close(),
  )
}
