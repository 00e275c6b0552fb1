import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openWarehouse, type WarehouseConnection } from '../../../runtime/clickhouse/connect.ts'
import { readEndpoint } from '../../../runtime/clickhouse/engine/endpoint.ts'
import { createCodec } from '../../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../../runtime/codec/in-process-registry.ts'
import type { Codec } from '../../../runtime/codec/port.ts'
import { openEmbeddedLog } from '../../../runtime/log/embedded/embedded-log.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import { migrate } from '../../../services/warehouse/ddl/migrate.ts'
import { type StoredTopic, TABLES } from '../../../services/warehouse/ddl/tables.ts'
import { warehouseId } from '../../../services/warehouse/identity.ts'
import {
  sinkApplication,
  startWarehouse,
  type Warehouse,
  type WarehouseOptions,
} from '../../../services/warehouse/start-warehouse.ts'
import { digestsOf, type Expected, type FaultDay } from '../support/fault-day.ts'
import { type Asked, ClickHouseProxy, type Mishap, type Upstream } from './clickhouse-proxy.ts'

/** The log of a fault day that was processed without faults, and what a warehouse filled from it shows. */
export interface RecordedDay {
  readonly home: string
  readonly day: FaultDay
  readonly expected: Expected
}

/** An engine on a folder of its own, which is started again when it has been killed. */
export class OwnEngine implements Upstream {
  readonly home: string
  readonly #connection: WarehouseConnection
  #starting: Promise<unknown> | undefined

  static async start(home: string): Promise<OwnEngine> {
    return new OwnEngine(home, await openWarehouse({ home }))
  }

  private constructor(home: string, connection: WarehouseConnection) {
    this.home = home
    this.#connection = connection
  }

  /** Address for CLICKHOUSE_URL with the sink's credentials, through a proxy on this port. */
  urlThrough(port: number): string {
    const { user, password } = readEndpoint(this.home)!
    return `http://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}`
  }

  async url(): Promise<URL> {
    await this.#starting
    return new URL(readEndpoint(this.home)!.url)
  }

  kill(): void {
    try {
      process.kill(readEndpoint(this.home)!.pid, 'SIGKILL')
    } catch {
      // Another request of the round has killed it already.
    }
    // Its own connection starts the next one.
    this.#starting ??= this.#again().finally(() => {
      this.#starting = undefined
    })
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  async #again(): Promise<void> {
    for (;;) {
      try {
        await this.#connection.client.query({ query: 'SELECT 1' })
        return
      } catch {
        await sleep(100)
      }
    }
  }
}

/** One round: a sink that fills an empty warehouse from a recorded log, through a proxy. */
export interface Round {
  readonly engine: OwnEngine
  readonly proxy: ClickHouseProxy
  readonly log: EventLog
  readonly codec: Codec
  readonly warehouse: WarehouseConnection
  /** Failures that the sink said it would try again, by message. */
  readonly retries: string[]
  start(options?: Partial<WarehouseOptions>): Promise<Warehouse>
  /** Waits until the sink has committed everything in the log. @throws what the sink throws */
  stored(sink: Warehouse): Promise<void>
  digests(): Promise<Expected>
}

export async function withRound<T>(
  recorded: RecordedDay,
  decide: (asked: Asked) => Mishap | undefined,
  work: (round: Round) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'pulse-clickhouse-'))
  const closing: (() => Promise<unknown>)[] = [
    () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }),
  ]
  try {
    // A log of its own: a round may write dead letters, and one that hangs does not stop the next.
    const home = join(folder, 'home')
    await cp(join(recorded.home, 'log'), join(home, 'log'), { recursive: true })
    await cp(join(recorded.home, 'schemas.json'), join(home, 'schemas.json'))
    const engine = await OwnEngine.start(join(folder, 'engine'))
    closing.push(() => engine.close())
    const log = await openEmbeddedLog({ home, sync: false })
    closing.push(() => log.close())
    const codec = createCodec(createInProcessRegistry(home))
    const proxy = await ClickHouseProxy.open(engine, decide)
    closing.push(() => proxy.close())
    const warehouse = await patiently(() =>
      openWarehouse({ home: folder, url: engine.urlThrough(proxy.port) }),
    )
    closing.push(() => warehouse.close())
    await migrate(warehouse)
    const application = sinkApplication(await warehouseId(warehouse.client))
    const retries: string[] = []
    return await work({
      engine,
      proxy,
      log,
      codec,
      warehouse,
      retries,
      async start(options = {}) {
        const sink = await startWarehouse({
          log,
          codec,
          warehouse,
          onRetry: (topic, attempt, error) =>
            void retries.push(`${topic} ${attempt} ${error instanceof Error ? error.message : error}`),
          ...options,
        })
        sink.done.catch(() => undefined)
        closing.push(() => sink.stop().catch(() => undefined))
        return sink
      },
      stored: (sink) => Promise.race([untilStored(log, application), sink.done]),
      digests: () => digestsOf(recorded.day, engine.home),
    })
  } finally {
    for (const close of closing.reverse()) await close().catch(() => undefined)
  }
}

/** What `pulse` does at its start: a server that is not there yet is waited for. */
async function patiently<T>(open: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await open()
    } catch (error) {
      if ((error as { code?: string }).code !== 'unavailable') throw error
      await sleep(100)
    }
  }
}

/** Snapshots are not stored unless one asks for them. */
const STORED = (Object.keys(TABLES) as StoredTopic[]).filter((key) => key !== 'ticks')

async function untilStored(log: EventLog, application: string): Promise<void> {
  for (;;) {
    const behind = await Promise.all(
      STORED.map(async (key) => {
        const { name } = TABLES[key].topic
        const committed = await log.committed({ application, processor: name })
        const ends = await log.ends(name)
        return ends.some(
          ({ partition, offset }) =>
            offset > (committed.find((position) => position.partition === partition)?.offset ?? 0),
        )
      }),
    )
    if (!behind.includes(true)) return
    await sleep(100)
  }
}
