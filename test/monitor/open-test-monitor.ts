import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventTime } from '../../core/market/trade-date.ts'
import { openWarehouse, type WarehouseConnection } from '../../runtime/clickhouse/connect.ts'
import { createCodec } from '../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../runtime/codec/in-process-registry.ts'
import type { Codec, Encoder } from '../../runtime/codec/port.ts'
import { openEmbeddedLog } from '../../runtime/log/embedded/embedded-log.ts'
import { type OwnedTask, ownTask } from '../../runtime/log/own-task.ts'
import type { EventLog } from '../../runtime/log/port.ts'
import { broadcast, controlRecord } from '../../runtime/processor/control.ts'
import type { TopicRecord } from '../../runtime/processor/topic-record.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import {
  type Monitor,
  type MonitorOptions,
  startMonitor,
} from '../../services/monitor/server/start-monitor.ts'
import { migrate } from '../../services/warehouse/ddl/migrate.ts'
import { activeEpoch } from '../../services/warehouse/testing/events.ts'
import {
  openTestWarehouse,
  type TestWarehouse,
} from '../../services/warehouse/testing/open-test-warehouse.ts'
import { store } from '../../services/warehouse/testing/store.ts'

const KEYED_PARTITIONS = 3

/** A real embedded log and engine (its own, or one that outlives it) with their views, and monitors over them. */
export class TestMonitor {
  readonly log: EventLog
  readonly codec: Codec
  readonly #home: string
  readonly #test: TestWarehouse
  readonly #ownsEngine: boolean
  readonly #writer: OwnedTask
  readonly #partitions: ReadonlyMap<TopicKey, number>
  readonly #monitors: Monitor[] = []
  readonly #readers: WarehouseConnection[] = []

  static async open(engine?: TestWarehouse): Promise<TestMonitor> {
    const home = await mkdtemp(join(tmpdir(), 'pulse-monitor-'))
    const test = engine ?? (await openTestWarehouse())
    await migrate(test.warehouse)
    const log = await openEmbeddedLog({ home, sync: false })
    const partitions = new Map(
      Object.entries(TOPICS).map(([key, { partitioning }]) => [
        key as TopicKey,
        partitioning === 'keyed' ? KEYED_PARTITIONS : 1,
      ]),
    )
    await log.ensureTopics(
      Object.entries(TOPICS).map(([key, { name, cleanup }]) => ({
        name,
        cleanup,
        partitions: partitions.get(key as TopicKey)!,
      })),
    )
    const writer = await ownTask(log, { application: 'test', processor: 'writer' })
    const codec = createCodec(createInProcessRegistry())
    return new TestMonitor({ home, test, ownsEngine: engine === undefined, log, codec, writer, partitions })
  }

  private constructor(parts: {
    readonly home: string
    readonly test: TestWarehouse
    readonly ownsEngine: boolean
    readonly log: EventLog
    readonly codec: Codec
    readonly writer: OwnedTask
    readonly partitions: ReadonlyMap<TopicKey, number>
  }) {
    this.#home = parts.home
    this.#test = parts.test
    this.#ownsEngine = parts.ownsEngine
    this.log = parts.log
    this.codec = parts.codec
    this.#writer = parts.writer
    this.#partitions = parts.partitions
  }

  get warehouse(): TestWarehouse['warehouse'] {
    return this.#test.warehouse
  }

  async start(options: Partial<MonitorOptions> = {}): Promise<Monitor> {
    const { log, codec } = this
    // As the product does: the page asks as the engine's reader.
    const warehouse = await openWarehouse({ home: this.#test.home, access: 'read' })
    this.#readers.push(warehouse)
    const monitor = await startMonitor({
      log,
      codec,
      warehouse,
      host: '127.0.0.1',
      port: 0,
      version: 'test',
      ...options,
    })
    this.#monitors.push(monitor)
    return monitor
  }

  /** Records of a topic in one transaction. */
  async publish<Key extends TopicKey>(topic: Key, records: readonly TopicRecord<Key>[]): Promise<void> {
    const { name, schema } = TOPICS[topic]
    const encoder = (await this.codec.encoder(name, schema)) as Encoder<unknown>
    const outputs = records.map((record) => {
      const { dataset, symbol, task, eventTime } = record as {
        readonly dataset: string
        readonly symbol?: string
        readonly task?: number
        readonly eventTime?: number
      }
      return {
        topic: name,
        key: `${dataset}/${symbol ?? task ?? schema}`,
        value: encoder.encode(record),
        timestamp: eventTime ?? 0,
      }
    })
    await this.#writer.task.commit({ outputs, state: new Map(), positions: [] })
  }

  /** A control record into every partition of a topic: no event of anybody. */
  async punctuate(topic: TopicKey): Promise<void> {
    const encoder = await this.codec.encoder(TOPICS[topic].name, 'control')
    const control = controlRecord(
      { source: 'market', task: 0, tasks: 1 },
      { dataset: 'main', epoch: 1, sequence: 1 },
      { kind: 'watermark', eventTime: 1 as EventTime },
    )
    const outputs = broadcast(control, encoder, [topic], this.#partitions)
    await this.#writer.task.commit({ outputs, state: new Map(), positions: [] })
  }

  /** Rows as the sink would store them. */
  async store(topic: Parameters<typeof store>[1], events: readonly object[]): Promise<void> {
    await store(this.warehouse, topic, events)
  }

  /** Announces a data set to log and warehouse. */
  async announce(dataset = 'main', epoch = 1): Promise<void> {
    const record = activeEpoch({ dataset, epoch, version: epoch })
    await this.store('datasets', [record])
    await this.publish('datasets', [record])
  }

  async sql<Row>(query: string): Promise<Row[]> {
    const result = await this.warehouse.client.query({ query, format: 'JSONEachRow' })
    return (await result.json<Row>()) as Row[]
  }

  async close(): Promise<void> {
    for (const monitor of this.#monitors) await monitor.close()
    for (const reader of this.#readers) await reader.close()
    await this.#writer.release()
    await this.log.close()
    if (this.#ownsEngine) await this.#test.close()
    await rm(this.#home, { recursive: true, force: true })
  }
}
