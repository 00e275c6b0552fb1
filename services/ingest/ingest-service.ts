import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import type { TradingCalendar } from '../../core/market/trading-calendar.ts'
import type { Codec } from '../../runtime/codec/port.ts'
import type { EventLog } from '../../runtime/log/port.ts'
import type { PartitionCounts } from '../../runtime/processor/control.ts'
import { IngestTask } from './ingest-task.ts'
import type { PublishedCounts } from './publisher/epoch-writer.ts'
import { packFacts, saysNothingOfInstruments, storedFacts } from './publisher/fact-store.ts'
import { instrumentRecords } from './publisher/instrument-records.ts'
import type { Outbox } from './publisher/outbox.ts'
import { publishCalendar } from './publisher/publish-calendar.ts'
import { publishInstruments } from './publisher/publish-instruments.ts'
import { publishShareCapital } from './publisher/publish-share-capital.ts'
import { Publisher } from './publisher/publisher.ts'
import {
  type DatasetState,
  datasetKey,
  epochOfKey,
  type PublisherState,
  packJson,
  sessionsKey,
  stateKey,
  unpackJson,
} from './publisher/publisher-state.ts'
import { recordedSessions } from './publisher/recorded-sessions.ts'
import { barFormat } from './reading/read-bars.ts'
import type { ReferenceFacts } from './reference-facts.ts'
import type { Rejection, SessionItems } from './source.ts'

export interface IngestOptions {
  readonly log: EventLog
  readonly codec: Codec
  readonly application: string
  readonly dataset: string
  readonly partitions: PartitionCounts
  /** Versions of the processors downstream: a change makes the stored results stale. */
  readonly processors: Readonly<Record<string, number>>
  /** Records per transaction while history is published (default 20,000). */
  readonly commitRecords?: number
}

/** What one run published, and the marker that tells when it has landed. */
export interface Published extends Readonly<PublishedCounts> {
  readonly epoch: number
  readonly marker: string
  /** Sessions with records that only a rebuild takes in. */
  readonly dirty: readonly TradeDate[]
}

/** Sessions to publish, with what was rejected while they were read. */
export type SessionSource = (
  onRejections: (rejections: readonly Rejection[]) => Promise<void>,
) => AsyncIterable<SessionItems>

const NEW_DATASET: DatasetState = {
  activeEpoch: 0,
  newestEpoch: 0,
  version: 0,
  instruments: { version: 0, hash: '' },
  processors: {},
}

/**
 * Publishes one data set. The service of another data set of the same log is a sibling: `dataset` gives it,
 * and all of them share one task, which one process at a time holds.
 */
export class IngestService {
  readonly #options: IngestOptions
  readonly #task: IngestTask
  readonly #siblings: Map<string, IngestService>
  #dataset: DatasetState

  static async open(options: IngestOptions): Promise<IngestService> {
    return new IngestService(options, await IngestTask.open(options), new Map())
  }

  private constructor(options: IngestOptions, task: IngestTask, siblings: Map<string, IngestService>) {
    this.#options = options
    this.#task = task
    this.#siblings = siblings.set(options.dataset, this)
    this.#dataset = { ...NEW_DATASET, ...unpackJson<DatasetState>(this.#entries.get(datasetKey(this.name))) }
  }

  /** The service of a data set of the same log. */
  dataset(name: string): IngestService {
    return (
      this.#siblings.get(name) ??
      new IngestService({ ...this.#options, dataset: name }, this.#task, this.#siblings)
    )
  }

  /** Name of the data set. */
  get name(): string {
    return this.#options.dataset
  }

  /** The epoch that views show; 0 before anything was published. */
  get activeEpoch(): number {
    return this.#dataset.activeEpoch
  }

  /** Identity of the log, given to it when it is first written to. */
  get logId(): string {
    return this.#task.logId
  }

  /** Leaves epochs up to this one to another log that has filled the same warehouse. */
  beginAbove(epoch: number): void {
    if (epoch > this.#dataset.newestEpoch) this.#setDataset({ ...this.#dataset, newestEpoch: epoch })
  }

  /** The bundled calendar and the sessions beyond it that files have named. */
  get calendar(): TradingCalendar {
    const named = unpackJson<TradeDate[]>(this.#entries.get(sessionsKey(this.#options.dataset)))
    return chineseCalendar.extendedBy(named ?? [])
  }

  /** Processors that have changed since the active epoch was made: their results need a rebuild. */
  get staleProcessors(): readonly string[] {
    if (this.#dataset.activeEpoch === 0) return []
    return Object.entries(this.#options.processors)
      .filter(([name, version]) => this.#dataset.processors[name] !== version)
      .map(([name]) => name)
  }

  /** Publishes reference facts, then sessions; what is published already changes nothing. */
  async publish(facts: ReferenceFacts, sessions: SessionSource): Promise<Published> {
    if (this.#dataset.activeEpoch === 0) this.#activate(this.#dataset.newestEpoch + 1)
    else if (this.#hasUnusedRebuild()) this.#activate(this.#dataset.newestEpoch)
    this.#publishReferences(facts)
    return this.#run(this.#publisher(this.#dataset.activeEpoch), sessions)
  }

  /**
   * Publishes everything recorded again under a new epoch. The views change over only when `activate` is
   * called, once the new epoch has landed.
   */
  async rebuild(options: {
    readonly onProgress?: (barsRead: number) => void
    readonly tempDir?: string
  }): Promise<Published> {
    const epoch = this.#dataset.newestEpoch + 1
    const rebuilds = this.#dataset.activeEpoch
    const { log, codec, dataset } = this.#options
    this.#setDataset({ ...this.#dataset, newestEpoch: epoch })
    return this.#run(this.#publisher(epoch, rebuilds), (onRejections) => {
      const rejections: Rejection[] = []
      const sessions = recordedSessions({
        log,
        codec,
        dataset,
        epoch: rebuilds,
        formatOf: barFormat,
        onRejection: (rejection) => rejections.push(rejection),
        ...options,
      })
      return (async function* () {
        for await (const session of sessions) {
          await onRejections(rejections.splice(0))
          yield session
        }
        await onRejections(rejections.splice(0))
      })()
    })
  }

  /**
   * Makes an epoch the one that views show, and forgets what was kept for older ones. Returns the marker that
   * tells when it has happened.
   */
  async activate(epoch: number): Promise<string> {
    this.#activate(epoch)
    const marker = this.#publisher(epoch).mark()
    await this.#outbox.commit()
    return marker
  }

  /** Gives up the task, and with it the services of all data sets. */
  async close(): Promise<void> {
    await this.#task.close()
  }

  get #outbox(): Outbox {
    return this.#task.outbox
  }

  get #entries(): ReadonlyMap<string, Uint8Array> {
    return this.#task.entries
  }

  async #run(publisher: Publisher, sessions: SessionSource): Promise<Published> {
    const { commitRecords = 20_000 } = this.#options
    const reject = async (rejections: readonly Rejection[]): Promise<void> => {
      for (const rejection of rejections) publisher.reject(rejection)
      if (this.#outbox.size >= commitRecords) await this.#outbox.commit()
    }
    for await (const session of sessions(reject)) {
      publisher.publish(session)
      if (this.#outbox.size >= commitRecords) await this.#outbox.commit()
    }
    const marker = publisher.mark()
    await this.#outbox.commit()
    return { ...publisher.counts, epoch: publisher.epoch, marker, dirty: publisher.dirty }
  }

  /**
   * Whether a rebuild was published whole and then stopped before its epoch was made active. Processors are
   * done with the epoch before it, so nothing more may be written there.
   */
  #hasUnusedRebuild(): boolean {
    const { activeEpoch, newestEpoch } = this.#dataset
    const frontierOf = (epoch: number): number =>
      unpackJson<PublisherState>(this.#entries.get(stateKey(this.#options.dataset, epoch)))?.frontier ?? 0
    return newestEpoch > activeEpoch && frontierOf(newestEpoch) >= frontierOf(activeEpoch)
  }

  #publisher(epoch: number, rebuilds?: number): Publisher {
    return new Publisher({
      dataset: this.#options.dataset,
      epoch,
      outbox: this.#outbox,
      state: this.#entries,
      instruments: this.#dataset.instruments.version,
      calendar: this.calendar,
      ...(rebuilds === undefined ? {} : { rebuilds }),
    })
  }

  #publishReferences(facts: ReferenceFacts): void {
    const { dataset } = this.#options
    const before = this.#dataset.instruments
    if (!saysNothingOfInstruments(facts)) this.#outbox.setState(...packFacts(facts, dataset))
    const records = instrumentRecords(storedFacts(this.#entries, dataset))
    const instruments = publishInstruments(this.#outbox, dataset, records, before)
    this.#publishCalendar(facts.sessions, before.version === 0)
    publishShareCapital(this.#outbox, dataset, facts.shareCapital)
    if (instruments.version !== before.version) this.#setDataset({ ...this.#dataset, instruments })
  }

  #publishCalendar(named: readonly TradeDate[], first: boolean): void {
    const { dataset } = this.#options
    const before = this.calendar
    const after = before.extendedBy(named)
    if (after !== before) {
      const beyond = after.all.filter((session) => !chineseCalendar.covers(session))
      this.#outbox.setState(sessionsKey(dataset), packJson(beyond))
    }
    const unpublished = after.all.filter((session) => first || !before.covers(session))
    publishCalendar(this.#outbox, dataset, after, unpublished)
  }

  #activate(epoch: number): void {
    const { dataset, processors } = this.#options
    for (const key of this.#entries.keys())
      if (epochOfKey(key, dataset) < epoch) this.#outbox.setState(key, null)
    const version = this.#dataset.version + 1
    const newestEpoch = Math.max(epoch, this.#dataset.newestEpoch)
    this.#outbox.add('datasets', String(epoch), 0 as never, { dataset, epoch, active: true, version })
    this.#setDataset({ ...this.#dataset, activeEpoch: epoch, newestEpoch, version, processors })
  }

  #setDataset(state: DatasetState): void {
    this.#dataset = state
    this.#outbox.setState(datasetKey(this.#options.dataset), packJson(state))
  }
}
