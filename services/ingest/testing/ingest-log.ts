import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseSymbol } from '../../../core/market/instrument-symbol.ts'
import type { Price } from '../../../core/market/price.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { createCodec } from '../../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../../runtime/codec/in-process-registry.ts'
import type { Codec } from '../../../runtime/codec/port.ts'
import { openEmbeddedLog } from '../../../runtime/log/embedded/embedded-log.ts'
import { ownTask } from '../../../runtime/log/own-task.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import { isControlKey } from '../../../runtime/processor/control.ts'
import type { TopicRecord } from '../../../runtime/processor/topic-record.ts'
import type { Control } from '../../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../../schemas/topics.ts'
import { Crash, withFaults } from '../../../test/support/faulty-log.ts'
import { IngestService } from '../ingest-service.ts'
import { NO_FACTS, type ReferenceFacts } from '../reference-facts.ts'
import type { Rejection, SessionItems, SourceBar, TakenBar } from '../source.ts'

export interface OpenSettings {
  readonly dataset?: string
  readonly commitRecords?: number
  readonly processors?: Readonly<Record<string, number>>
  /** The process dies at this commit, counted from the opening of the log. */
  readonly crashAt?: number
}

const PARTITIONS = new Map<TopicKey, number>(
  Object.entries(TOPICS).map(([key, { partitioning }]) => [
    key as TopicKey,
    partitioning === 'keyed' ? 3 : 1,
  ]),
)

/** The ingest service on an embedded log of its own, closed and opened again as a test likes. */
export class IngestLog {
  readonly #home: string
  readonly #codec: Codec
  #log: EventLog | undefined
  #service: IngestService | undefined

  static async create(): Promise<IngestLog> {
    return new IngestLog(await mkdtemp(join(tmpdir(), 'pulse-ingest-')))
  }

  private constructor(home: string) {
    this.#home = home
    this.#codec = createCodec(createInProcessRegistry())
  }

  /** Ends the process that was, and starts the next. */
  async open(settings: OpenSettings = {}): Promise<IngestService> {
    const { dataset = 'main', commitRecords = 20_000, crashAt, processors = { 'limit-state': 1 } } = settings
    await this.#end()
    this.#log = await openEmbeddedLog({ home: this.#home, sync: false })
    await this.#log.ensureTopics(
      Object.entries(TOPICS).map(([key, { name, cleanup }]) => ({
        name,
        cleanup,
        partitions: PARTITIONS.get(key as TopicKey)!,
      })),
    )
    this.#service = await IngestService.open({
      log:
        crashAt === undefined
          ? this.#log
          : withFaults(this.#log, (commit) => (commit >= crashAt ? 'crash' : undefined), 'sources'),
      codec: this.#codec,
      application: 'pulse',
      dataset,
      partitions: PARTITIONS,
      processors,
      commitRecords,
    })
    return this.#service
  }

  /** Runs `work` on a service that dies at each commit in turn, the next time at a later one, until it lives. */
  async throughCrashes<T>(settings: OpenSettings, work: (service: IngestService) => Promise<T>): Promise<T> {
    for (let crashAt = 1; ; crashAt += 1) {
      const service = await this.open({ ...settings, crashAt })
      try {
        return await work(service)
      } catch (error) {
        if (!(error instanceof Crash)) throw error
      }
    }
  }

  /** Data records of a topic as they stand in the log, partition by partition. */
  async records<Key extends TopicKey>(topic: Key): Promise<TopicRecord<Key>[]> {
    const decoder = this.#codec.decoder(TOPICS[topic].schema)
    const records: TopicRecord<Key>[] = []
    for (const value of await this.#values(topic, false)) {
      await decoder.prepare([value])
      records.push(decoder.decode(value) as TopicRecord<Key>)
    }
    return records
  }

  /** Control records of a topic's first partition. */
  async controls(topic: TopicKey): Promise<Control[]> {
    const decoder = this.#codec.decoder('control')
    const controls: Control[] = []
    for (const value of await this.#values(topic, true, [0])) {
      await decoder.prepare([value])
      controls.push(decoder.decode(value))
    }
    return controls
  }

  /** Keys of the service's state entries; ends the service. */
  async stateKeys(): Promise<string[]> {
    await this.#service!.close()
    const { task, release } = await ownTask(this.#log!, { application: 'pulse', processor: 'ingest' })
    const { state } = await task.restore()
    await release()
    return [...state.keys()]
  }

  /** Writes a record that the service knows nothing of. */
  async write(topic: string, key: string, value: Buffer): Promise<void> {
    const { task, release } = await ownTask(this.#log!, { application: 'test', processor: 'intruder' })
    await task.commit({ outputs: [{ topic, key, value, timestamp: 0 }], state: new Map(), positions: [] })
    await release()
  }

  async remove(): Promise<void> {
    await this.#end()
    await rm(this.#home, { recursive: true, force: true })
  }

  async #values(topic: TopicKey, controls: boolean, partitions?: readonly number[]): Promise<Uint8Array[]> {
    const values: Uint8Array[] = []
    const at = { topic: TOPICS[topic].name, ...(partitions === undefined ? {} : { partitions }) }
    for await (const { records } of this.#log!.read({ ...at, follow: false }))
      for (const { key, value } of records)
        if (value !== null && isControlKey(key) === controls) values.push(value)
    return values
  }

  async #end(): Promise<void> {
    await this.#service?.close()
    await this.#log?.close()
    this.#service = undefined
    this.#log = undefined
  }
}

/** A bar of a round price; `source` names a format. */
export function sourceBar(
  code: string,
  tradeDate: number,
  close: number,
  extra: Partial<SourceBar> = {},
): SourceBar {
  const price = Math.round(close * 10_000) as Price
  return {
    symbol: parseSymbol(code)!,
    tradeDate: tradeDate as TradeDate,
    open: price,
    high: price,
    low: price,
    close: price,
    prevClose: null,
    volume: 1000,
    amount: null,
    afterHoursVolume: null,
    afterHoursAmount: null,
    name: null,
    riskStatus: null,
    noLimit: null,
    flags: [],
    source: 'plain-daily',
    ...extra,
  }
}

export const session = (...bars: readonly SourceBar[]): SessionItems => ({
  tradeDate: bars[0]!.tradeDate,
  bars: bars.map((bar, at): TakenBar => ({ kind: 'bar', bar, file: 'made-up.csv', line: at + 2 })),
  omissions: [],
})

/** Publishes sessions as one run would. */
export const publish = (
  service: IngestService,
  sessions: readonly SessionItems[],
  rejections: readonly Rejection[] = [],
  facts: ReferenceFacts = NO_FACTS,
) =>
  service.publish(facts, async function* (onRejections) {
    await onRejections(rejections)
    yield* sessions
  })
