import { once } from 'node:events'
import { openWarehouse } from '../../runtime/clickhouse/connect.ts'
import { migrate } from '../../services/warehouse/ddl/migrate.ts'
import { configured } from '../configured.ts'
import { openLogReader } from '../open-log.ts'
import { serveMonitor } from '../serve-monitor.ts'
import { untilInterrupted } from '../until-interrupted.ts'

export interface MonitorCommandOptions {
  readonly host?: string
  readonly port?: number
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/**
 * `pulse monitor`, `pulse run monitor`: the page and its API beside whatever writes the log, until interrupted.
 * It only reads, so any number may run.
 */
export async function monitor({ host, port }: MonitorCommandOptions): Promise<void> {
  const { config } = await configured({ kafka: false })
  const place = {
    ...config.monitor,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
  }
  const { log, codec } = await openLogReader(config)
  try {
    const { clickhouseUrl: url, home } = config
    const warehouse = await openWarehouse({ home, log: say, ...(url === undefined ? {} : { url }) })
    try {
      await migrate(warehouse)
      const served = await serveMonitor({ log, codec, warehouse }, place, say)
      say(`Monitor: ${served.url}  Ctrl-C ends.`)
      const signal = untilInterrupted()
      if (!signal.aborted) await once(signal, 'abort')
      await served.close()
    } finally {
      await warehouse.close()
    }
  } finally {
    await log.close()
  }
}
