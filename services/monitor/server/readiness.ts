import { type EventTime, formatTradeDate, shanghaiDate } from '../../../core/market/trade-date.ts'
import type { Reader } from './queries/reader.ts'
import type { StreamHub } from './stream/stream-hub.ts'

const WAREHOUSE_MS = 3_000

export interface Readiness {
  readonly ready: boolean
  readonly checks: Readonly<Record<'log' | 'warehouse', 'ok' | string>>
  /** By data set: how far behind this machine's clock the processors are, while today's session runs. */
  readonly watermarkAgeSeconds: Readonly<Record<string, number>>
}

/** Whether pages can be served: the log is being read and the warehouse answers. */
export async function readiness(hub: StreamHub, reader: Reader): Promise<Readiness> {
  const [log, warehouse] = await Promise.all([logCheck(hub), warehouseCheck(reader)])
  const today = formatTradeDate(shanghaiDate(Date.now() as EventTime))
  const running = hub.feeds().filter(({ date, state }) => date === today && state !== 'closed')
  return {
    ready: log === 'ok' && warehouse === 'ok',
    checks: { log, warehouse },
    watermarkAgeSeconds: Object.fromEntries(
      running
        .filter(({ eventTime }) => eventTime !== null)
        .map(({ dataset, eventTime, serverTime }) => [dataset, (serverTime - eventTime!) / 1000]),
    ),
  }
}

async function logCheck(hub: StreamHub): Promise<string> {
  if (hub.failure !== undefined)
    return `reading the log ended: ${hub.failure instanceof Error ? hub.failure.message : String(hub.failure)}`
  const behind = Symbol('behind')
  const state = await Promise.race([hub.ready, Promise.resolve(behind)])
  return state === behind ? 'the log has not been read to its end yet' : 'ok'
}

async function warehouseCheck(reader: Reader): Promise<string> {
  try {
    await reader.rows('ready', 'SELECT 1', {}, AbortSignal.timeout(WAREHOUSE_MS))
    return 'ok'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
