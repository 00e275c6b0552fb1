import type { PulseConfig } from '../../runtime/config/pulse-config.ts'
import { migrate } from '../../services/warehouse/ddl/migrate.ts'
import { configured } from '../configured.ts'
import { untilAborted } from '../interruptible.ts'
import { openLogReader } from '../open-log.ts'
import { Operations } from '../operations.ts'
import { type ConnectOptions, connectReader, connectWarehouse } from '../reach/connect-warehouse.ts'
import { serveMonitor } from '../serve-monitor.ts'
import { stopAll } from '../stop-all.ts'
import { untilInterrupted } from '../until-interrupted.ts'

export interface MonitorCommandOptions {
  readonly host?: string
  readonly port?: number
}

/**
 * `pulse monitor`, `pulse run monitor`: the page and its API beside whatever writes the log, until interrupted.
 * It only reads, so any number may run; it waits for the log and ClickHouse where they are not there yet.
 */
export async function monitor({ host, port }: MonitorCommandOptions, isRun = false): Promise<void> {
  const signal = untilInterrupted()
  const { config } = await configured({ kafka: false })
  const place = {
    ...config.monitor,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
  }
  const stops: (() => unknown)[] = []
  try {
    const operations = await Operations.open(config, {
      service: 'monitor',
      isService: true,
      isCollected: isRun,
      signal,
    })
    stops.unshift(() => operations.close())
    const { say, events, patience } = operations
    const { log, codec } = await openLogReader(config, { patience, onKafkaWarning: events.onKafkaWarning! })
    stops.unshift(() => log.close())
    if (config.clickhouseReaderUrl === undefined) await bringUpToDate(config, { say, patience })
    const warehouse = await connectReader(config, { say, patience })
    stops.unshift(() => warehouse.close())
    const served = await serveMonitor({ log, codec, warehouse }, place, say)
    stops.unshift(() => served.close())
    operations.started()
    say(`Monitor: ${served.url}  Ctrl-C ends.`)
    await untilAborted(signal)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    await stopAll(...stops.map((stop) => [stop]))
  }
}

/** Tables and views as the page asks for them. A user who only reads leaves that to the sink. */
async function bringUpToDate(config: PulseConfig, options: ConnectOptions): Promise<void> {
  const warehouse = await connectWarehouse(config, options)
  try {
    await migrate(warehouse, { cluster: config.clickhouseCluster })
  } finally {
    await warehouse.close()
  }
}
