import { openWarehouse, type WarehouseConnection } from '../../runtime/clickhouse/connect.ts'
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
  const { home, clickhouseUrl, clickhouseReaderUrl: url } = config
  const { say, patience = NO_PATIENCE } = options
  if (clickhouseUrl !== undefined && url === undefined) return connectWarehouse(config, options)
  const log = say === undefined ? {} : { log: say }
  if (url === undefined) return openWarehouse({ home, access: 'read', ...log })
  return waitFor(
    'ClickHouse',
    () => openWarehouse({ home, url, access: 'read', ...log }),
    (error) => clickhouseObstacle(error, url),
    patience,
    (late) => late.close(),
  )
}

/** Connects to the ClickHouse that the configuration names. @throws WarehouseError */
export function connectWarehouse(
  { home, clickhouseUrl: url }: PulseConfig,
  { say, patience = NO_PATIENCE }: ConnectOptions = {},
): Promise<WarehouseConnection> {
  const log = say === undefined ? {} : { log: say }
  if (url === undefined) return openWarehouse({ home, ...log })
  return waitFor(
    'ClickHouse',
    () => openWarehouse({ home, url, ...log }),
    (error) => clickhouseObstacle(error, url),
    patience,
    (late) => late.close(),
  )
}
