import { collectDefaultMetrics, Registry } from 'prom-client'
import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import type { WarehouseConnection } from '../clickhouse/connect.ts'
import type { EventLog } from '../log/port.ts'
import type { TaskProgress } from '../processor/run-processor.ts'
import { Health } from './health.ts'
import { watchLag } from './lag-watch.ts'
import type { Logger } from './logger.ts'
import { marketClock } from './market-clock.ts'
import { Meters } from './meters.ts'
import { observedLog } from './observed-log.ts'
import { SinkMeters } from './sink-meters.ts'
import { TaskMeters } from './task-meters.ts'

export interface MetricsOptions {
  readonly service: string
  readonly version: string
  readonly logger: Logger
}

/** Between two lines about inserts that are sent again. */
const RETRY_LINE_MS = 30_000

/** The metrics of a process, and the eyes by which they come about. */
export class Metrics {
  readonly registry = new Registry()
  readonly health = new Health()
  readonly #tasks: TaskMeters
  readonly #sink: SinkMeters
  readonly #lines
  readonly #stop = new AbortController()

  constructor({ service, version, logger }: MetricsOptions) {
    const meters = new Meters(this.registry)
    collectDefaultMetrics({ register: this.registry })
    const { node } = process.versions
    meters.gauge('build_info', 'Always 1; what runs.', ['service', 'version', 'node'], (gauge) =>
      gauge.set({ service, version, node }, 1),
    )
    meters.gauge('ready', '1 while the process does its work, as /readyz says.', [], (gauge) =>
      gauge.set(this.health.isReady ? 1 : 0),
    )
    meters.gauge('session_open', '1 while the exchange sends snapshots.', [], (gauge) =>
      gauge.set(marketClock(Date.now(), chineseCalendar).open ? 1 : 0),
    )
    this.#lines = meters.counter('log_lines_total', 'Lines written, by level.', ['level'])
    for (const level of ['warn', 'error', 'fatal']) this.#lines.inc({ level }, 0)
    this.#tasks = new TaskMeters(meters)
    this.#sink = new SinkMeters(meters, retryLines(logger))
  }

  readonly onLine = (level: string): void => {
    this.#lines.inc({ level })
  }

  readonly onProcessed = (progress: TaskProgress): void => this.#tasks.progressed(progress)

  /** The same log, observed; how far its readers are behind is measured as long as this is not closed. */
  log(log: EventLog): EventLog {
    void watchLag(log, this.#tasks, this.#stop.signal)
    return observedLog(log, this.#tasks)
  }

  warehouse(warehouse: WarehouseConnection): WarehouseConnection {
    return this.#sink.observed(warehouse)
  }

  close(): void {
    this.#stop.abort()
    this.registry.clear()
  }
}

function retryLines(logger: Logger): ConstructorParameters<typeof SinkMeters>[1] {
  const saidAt = new Map<string, number>()
  return (table, error) => {
    if (performance.now() - (saidAt.get(table) ?? Number.NEGATIVE_INFINITY) < RETRY_LINE_MS) return
    saidAt.set(table, performance.now())
    logger.warn('An insert failed and is sent again until it succeeds.', { table, error })
  }
}
