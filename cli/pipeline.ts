import type { TradeDate } from '../core/market/trade-date.ts'
import type { WarehouseConnection } from '../runtime/clickhouse/connect.ts'
import type { PulseConfig } from '../runtime/config/pulse-config.ts'
import { ConfigError } from '../runtime/errors.ts'
import type { EventLog, TaskGroup } from '../runtime/log/port.ts'
import type { ProcessorDefinition } from '../runtime/processor/processor.ts'
import { ReferenceTables } from '../runtime/processor/reference-tables.ts'
import { runProcessor, type TaskProgress } from '../runtime/processor/run-processor.ts'
import { IngestService, type Published } from '../services/ingest/ingest-service.ts'
import { SENTIMENT_PROCESSORS } from '../services/sentiment/sentiment-processors.ts'
import { SIGNAL_PROCESSORS } from '../services/signals/signal-processors.ts'
import { migrate } from '../services/warehouse/ddl/migrate.ts'
import { dropEpochsBefore } from '../services/warehouse/drop-epochs.ts'
import { filledFrom, registerLog } from '../services/warehouse/identity.ts'
import { startWarehouse, type Warehouse } from '../services/warehouse/start-warehouse.ts'
import { unlessAborted } from './interruptible.ts'
import { type OpenLog, openLog } from './open-log.ts'
import { connectWarehouse } from './reach/connect-warehouse.ts'
import type { OnKafkaWarning } from './reach/reach-kafka.ts'
import type { Patience } from './reach/wait-for.ts'
import { stopAll } from './stop-all.ts'

/** Services that a process runs. */
export type Role = 'ingest' | 'sentiment' | 'signals' | 'warehouse'

export const ALL_ROLES: readonly Role[] = ['ingest', 'sentiment', 'signals', 'warehouse']

export interface PipelineEvents {
  readonly onProcessed?: (progress: TaskProgress) => void
  readonly onStored?: (topic: string, rows: number) => void
  readonly log: (message: string) => void
  readonly onKafkaWarning?: OnKafkaWarning
  /** How to wait for servers that are not there yet, and what ends a start; default: not at all, and nothing. */
  readonly patience?: Patience
  /** Looks at what tasks and inserts do; gives back what behaves the same. */
  readonly observe?: {
    log(log: EventLog): EventLog
    warehouse(warehouse: WarehouseConnection): WarehouseConnection
  }
}

const PROCESSORS: readonly { readonly role: Role; readonly definition: ProcessorDefinition }[] = [
  ...SENTIMENT_PROCESSORS.map((definition) => ({ role: 'sentiment', definition }) as const),
  ...SIGNAL_PROCESSORS.map((definition) => ({ role: 'signals', definition }) as const),
]

const VERSIONS = Object.fromEntries(PROCESSORS.map(({ definition: { name, version } }) => [name, version]))

/** Services of one process on one log, wired together and started. */
export class Pipeline {
  readonly #warehouse: WarehouseConnection | undefined
  readonly #open: OpenLog
  readonly #ingest: IngestService | undefined
  readonly #sink: Warehouse | undefined
  readonly #groups: readonly TaskGroup[]
  readonly #references: ReferenceTables<'instruments'>

  /** Starts everything, or nothing: what runs already when something fails is stopped again. */
  static async start(config: PulseConfig, roles: readonly Role[], events: PipelineEvents): Promise<Pipeline> {
    const started: (() => Promise<unknown>)[] = []
    const starting = Pipeline.#start(config, roles, events, started)
    try {
      return events.patience === undefined
        ? await starting
        : await unlessAborted(starting, events.patience.signal, (late) => late.stop())
    } catch (error) {
      for (const stop of started.reverse()) await stop().catch(() => undefined)
      throw error
    }
  }

  static async #start(
    config: PulseConfig,
    roles: readonly Role[],
    events: PipelineEvents,
    started: (() => Promise<unknown>)[],
  ): Promise<Pipeline> {
    const { observe, patience, onKafkaWarning } = events
    const open = await openLog(config, {
      ...(patience === undefined ? {} : { patience }),
      ...(onKafkaWarning === undefined ? {} : { onKafkaWarning }),
    })
    started.push(() => open.log.close())
    const warehouse = roles.some(usesWarehouse) ? await Pipeline.#connect(config, events) : undefined
    if (warehouse !== undefined) started.push(() => warehouse.close())
    const { codec, partitions } = open
    const log = observe?.log(open.log) ?? open.log
    const { application } = config
    const references = ReferenceTables.follow(log, codec, 'instruments', ({ instrument }) => instrument)
    started.push(async () => references.close())
    const ingest = roles.includes('ingest')
      ? await IngestService.open({
          log,
          codec,
          application,
          dataset: 'main',
          partitions,
          processors: VERSIONS,
        })
      : undefined
    if (ingest !== undefined) started.push(() => ingest.close())
    const joining = PROCESSORS.filter(({ role }) => roles.includes(role)).map(async ({ definition }) => {
      const group = await runProcessor(definition, {
        log,
        codec,
        application,
        partitions,
        references: { instruments: references },
        ...(events.onProcessed === undefined ? {} : { onProgress: events.onProcessed }),
      })
      started.push(() => group.stop())
      return group
    })
    await Promise.allSettled(joining)
    const groups = await Promise.all(joining)
    const cluster = config.clickhouseCluster
    const sink =
      warehouse !== undefined && roles.includes('warehouse')
        ? await startWarehouse({
            log,
            codec,
            warehouse,
            cluster,
            storeTicks: config.storeTicks,
            ...(events.onStored === undefined ? {} : { onProgress: events.onStored }),
          })
        : undefined
    if (warehouse !== undefined && sink === undefined) await migrate(warehouse, { cluster })
    return new Pipeline(open, warehouse, ingest, sink, groups, references)
  }

  static async #connect(config: PulseConfig, { observe, log, patience }: PipelineEvents) {
    const reached = await connectWarehouse(config, { say: log, patience })
    return observe?.warehouse(reached) ?? reached
  }

  private constructor(
    open: OpenLog,
    warehouse: WarehouseConnection | undefined,
    ingest: IngestService | undefined,
    sink: Warehouse | undefined,
    groups: readonly TaskGroup[],
    references: ReferenceTables<'instruments'>,
  ) {
    this.#open = open
    this.#warehouse = warehouse
    this.#ingest = ingest
    this.#sink = sink
    this.#groups = groups
    this.#references = references
  }

  /** What others of this process may read. */
  get sources(): Pick<OpenLog, 'log' | 'codec'> & { readonly warehouse: WarehouseConnection } {
    const { log, codec } = this.#open
    return { log, codec, warehouse: this.warehouse }
  }

  /** Of a process that ingests or stores; the others work without ClickHouse, and need no user there. */
  get warehouse(): WarehouseConnection {
    if (this.#warehouse === undefined) throw new Error('this process does not connect to ClickHouse')
    return this.#warehouse
  }

  get ingest(): IngestService {
    if (this.#ingest === undefined) throw new Error('this process does not run the ingest service')
    return this.#ingest
  }

  /** Rejects when a service fails; does not resolve before `stop`. */
  get failed(): Promise<never> {
    const services = [
      ...this.#groups.map(({ done }) => done),
      ...(this.#sink === undefined ? [] : [this.#sink.done]),
    ]
    return Promise.race(services.map((done): Promise<never> => done.then(never)))
  }

  /** Waits until everything before the marker stands in ClickHouse. */
  async landed(marker: string): Promise<void> {
    if (this.#sink === undefined) throw new Error('this process does not run the warehouse service')
    await Promise.race([this.#sink.landed(marker), this.failed])
  }

  /**
   * Makes this log the one that the warehouse is filled from. Where another log has filled it since, what is
   * recorded here is published again in an epoch of its own; true if that was done.
   */
  async takeOver(): Promise<boolean> {
    const { client } = this.warehouse
    const filled = await filledFrom(client, 'main')
    if (filled?.log === this.ingest.logId) return false
    this.ingest.beginAbove(filled?.newestEpoch ?? 0)
    const rebuilds = filled !== undefined && this.ingest.activeEpoch > 0
    if (rebuilds && this.#sink === undefined)
      throw new ConfigError(
        'invalid',
        'Another log has filled this warehouse since. Run "pulse rebuild", which stores again what is recorded here, or name another warehouse with CLICKHOUSE_URL or PULSE_HOME.',
      )
    if (rebuilds) await this.rebuild({})
    await registerLog(client, this.ingest.logId)
    return rebuilds
  }

  /** Publishes all recorded data again under a new epoch and, once that has landed, switches the views to it. */
  async rebuild(options: {
    readonly onProgress?: (bars: number) => void
    /** Default: main. */
    readonly service?: IngestService
  }): Promise<{ readonly bars: number; readonly sessions: number; readonly dirty: readonly TradeDate[] }> {
    const { service = this.ingest, onProgress } = options
    const published = await service.rebuild(onProgress === undefined ? {} : { onProgress })
    await this.landed(published.marker)
    await this.#show(service, published.epoch)
    return published
  }

  /** A data set's service, its epochs above those that another log has left in the warehouse. */
  async dataset(name: string): Promise<IngestService> {
    const service = this.ingest.dataset(name)
    const filled = await filledFrom(this.warehouse.client, name)
    service.beginAbove(filled?.newestEpoch ?? 0)
    return service
  }

  /** Waits until a run of a data set has landed, and switches the views to it if it is complete. */
  async landedRun(service: IngestService, run: Published): Promise<void> {
    await this.landed(run.marker)
    if (run.complete && service.name !== 'main') await this.#show(service, run.epoch)
  }

  async #show(service: IngestService, epoch: number): Promise<void> {
    if (service.activeEpoch !== epoch) await this.landed(await service.activate(epoch))
    await dropEpochsBefore(this.warehouse.client, service.name, epoch)
  }

  /** Ends everything in order: sources and processors, the sink, and then what they stand on. */
  async stop(): Promise<void> {
    await stopAll(
      [() => this.#ingest?.close(), ...this.#groups.map((group) => () => group.stop())],
      [() => this.#sink?.stop()],
      [() => this.#references.close(), () => this.#open.log.close()],
      [() => this.#warehouse?.close()],
    )
  }
}

/** Ingest asks which log a warehouse is filled from, and says that it is this one. */
const usesWarehouse = (role: Role): boolean => role === 'ingest' || role === 'warehouse'

const never = (): Promise<never> => new Promise(() => undefined)
