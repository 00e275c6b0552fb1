import type { AddressInfo } from 'node:net'
import type { WarehouseConnection } from '../../../runtime/clickhouse/connect.ts'
import type { Codec } from '../../../runtime/codec/port.ts'
import { ConfigError } from '../../../runtime/errors.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import { createApp } from './app.ts'
import { DayAnswers } from './day-answers.ts'
import type { Page } from './http/page.ts'
import { Metrics } from './metrics.ts'
import { BoardQueries } from './queries/boards.ts'
import { Reader } from './queries/reader.ts'
import { StockQueries } from './queries/stock.ts'
import { Replays } from './replay/replay.ts'
import { Timeline } from './replay/timeline.ts'
import { routes } from './routes.ts'
import { isLoopback } from './security/host.ts'
import { gateFor } from './security/token.ts'
import { StockAnswers } from './stock-answers.ts'
import { NameBook } from './stream/name-book.ts'
import { ShownEpochs } from './stream/shown-epochs.ts'
import { StreamHub } from './stream/stream-hub.ts'

export interface MonitorOptions {
  /** Only read; it may be one that another process writes. */
  readonly log: EventLog
  readonly codec: Codec
  /** Only read; its tables and views exist. */
  readonly warehouse: WarehouseConnection
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly version: string
  /** PULSE_MONITOR_TOKEN; needed where other machines can reach `host`. */
  readonly token?: string | undefined
  /** The web page by path; without one only the API is served. */
  readonly page?: Page
  /** Memory for events of one data set (default 48 MiB). */
  readonly ringBytes?: number
  readonly say?: (message: string) => void
}

/** The monitor at work. */
export interface Monitor {
  /** Where it listens, with a slash at the end. */
  readonly url: string
  /** Ends every connection; log and warehouse stay open. */
  close(): Promise<void>
}

/**
 * Serves the page, the JSON API and the event stream until closed.
 * @throws ConfigError when other machines could reach it without a token, or the port is taken
 * @throws LogError `unavailable` where the log has no topics yet
 */
export async function startMonitor(options: MonitorOptions): Promise<Monitor> {
  const {
    log,
    codec,
    warehouse,
    host,
    port,
    version,
    ringBytes,
    page = new Map(),
    say = () => undefined,
  } = options
  const gate = gateFor(host, options.token)
  const metrics = new Metrics()
  const reader = new Reader(warehouse, { onQuery: metrics.onQuery })
  const names = new NameBook(reader)
  const shownEpochs = new ShownEpochs(reader)
  const { onSent, onDropped, onUndecodable } = metrics
  const hub = await StreamHub.open({
    log,
    codec,
    names,
    shownEpochs,
    version,
    onSent,
    onDropped,
    onUndecodable,
    ...(ringBytes === undefined ? {} : { ringBytes }),
  })
  metrics.watch(hub)
  const boards = new BoardQueries(reader, names)
  const day = new DayAnswers({ reader, boards, hub, names, shownEpochs })
  const stock = new StockAnswers(new StockQueries(reader), day, names)
  const app = createApp({
    version,
    routes: routes({ reader, hub, day, stock }),
    hub,
    reader,
    replays: new Replays(new Timeline(reader, boards)),
    metrics,
    page,
    gate,
    log: say,
  })
  const close = async (): Promise<void> => {
    await hub.close()
    names.close()
    shownEpochs.close()
    await app.close()
    metrics.close()
  }
  try {
    await app.listen({ host, port })
  } catch (cause) {
    await close()
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ConfigError(
      'invalid',
      `The monitor cannot listen on ${host}:${port}: ${why}. Is another one running? PULSE_PORT names another port.`,
      { cause },
    )
  }
  if (!isLoopback(host))
    say(
      `Other machines can reach the monitor on ${host}; they need PULSE_MONITOR_TOKEN. It speaks plain HTTP: put a proxy with TLS before it (SECURITY.md).`,
    )
  return { url: urlOf(app.server.address() as AddressInfo), close }
}

const urlOf = ({ address, port, family }: AddressInfo): string =>
  `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/`
