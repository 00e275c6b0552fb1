import type { PulseConfig } from '../runtime/config/pulse-config.ts'
import { secretsOf } from '../runtime/config/secrets-of.ts'
import { createLogger, type Logger } from '../runtime/operations/logger.ts'
import { Metrics } from '../runtime/operations/metrics.ts'
import { type MetricsServer, serveMetrics } from '../runtime/operations/metrics-server.ts'
import { isLoopback } from '../services/monitor/server/security/host.ts'
import { packageVersion } from './package-version.ts'
import type { PipelineEvents } from './pipeline.ts'
import type { Patience } from './reach/wait-for.ts'
import { sayWhenInterrupted } from './until-interrupted.ts'

export interface OperationsOptions {
  /** In every line and metric. */
  readonly service: string
  /** Waits for servers without end; others do for a moment. */
  readonly isService: boolean
  /** Nobody reads along: lines are for a collector where nothing else is configured. */
  readonly isCollected: boolean
  readonly signal: AbortSignal
}

/** A command that somebody waits for. */
const COMMAND_WAIT_SECONDS = 20
const NOT_STARTED = 'starting'

/** What a process says of itself: log lines, metrics, whether it is ready. */
export class Operations {
  readonly logger: Logger
  readonly metrics: Metrics
  readonly #patience: Patience
  readonly #server: MetricsServer | undefined

  /** Serves metrics where the configuration asks for it, from the first moment on. @throws ConfigError */
  static async open(config: PulseConfig, options: OperationsOptions): Promise<Operations> {
    const { service, isCollected } = options
    const version = await packageVersion()
    const { level, format } = config.logging
    const isText = format === 'text' || (format === 'auto' && !(isCollected && !process.stderr.isTTY))
    let metrics: Metrics | undefined
    const logger = createLogger({
      level,
      format: isText ? 'text' : 'json',
      secrets: secretsOf(process.env),
      fields: { service, version },
      onLine: (name) => metrics?.onLine(name),
    })
    sayWhenInterrupted((line) => logger.info(line))
    metrics = new Metrics({ service, version, logger })
    metrics.health.set('pipeline', NOT_STARTED)
    const server =
      config.metrics === undefined
        ? undefined
        : await serveMetrics(config.metrics, metrics.registry, metrics.health)
    if (server !== undefined) logger.info(`Metrics: ${server.url}/metrics`)
    if (config.metrics !== undefined && !isLoopback(config.metrics.host))
      logger.warn(
        'Other machines can read the metrics: they hold names and figures of this system, no records. Let only the collector in.',
      )
    return new Operations(config, options, logger, metrics, server)
  }

  private constructor(
    config: PulseConfig,
    { isService, signal }: OperationsOptions,
    logger: Logger,
    metrics: Metrics,
    server: MetricsServer | undefined,
  ) {
    this.logger = logger
    this.metrics = metrics
    this.#server = server
    const seconds = config.waitSeconds ?? (isService ? Number.POSITIVE_INFINITY : COMMAND_WAIT_SECONDS)
    this.#patience = {
      signal,
      waitMs: seconds * 1000,
      say: (line) => {
        logger.info(line)
        metrics.health.set('pipeline', line)
      },
    }
    signal.addEventListener('abort', () => metrics.health.set('process', 'stopping'), { once: true })
  }

  get patience(): Patience {
    return this.#patience
  }

  readonly say = (line: string): void => this.logger.info(line)

  /** How a pipeline tells us what it does. */
  get events(): PipelineEvents {
    const { metrics, logger } = this
    return {
      log: this.say,
      onProcessed: metrics.onProcessed,
      onKafkaWarning: (message, details) => logger.warn(message, { component: 'kafkajs', ...details }),
      patience: this.#patience,
      observe: metrics,
    }
  }

  started(): void {
    this.metrics.health.set('pipeline', undefined)
  }

  async close(): Promise<void> {
    this.metrics.close()
    await this.#server?.close()
  }
}
