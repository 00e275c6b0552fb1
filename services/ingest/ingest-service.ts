import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { type EventTime, formatTradeDate, type TradeDate } from '../../core/market/trade-date.ts'
import type { TradingCalendar } from '../../core/market/trading-calendar.ts'
import type { Codec } from '../../runtime/codec/port.ts'
import type { EventLog } from '../../runtime/log/port.ts'
import type { PartitionCounts } from '../../runtime/processor/control.ts'
import type { DeadLetter } from '../../schemas/generated/events.ts'
import { IngestTask } from './ingest-task.ts'
import { mergeSessions } from './merge-sessions.ts'
import { PublishError } from './publish-error.ts'
import {
  COMMIT_RECORDS,
  publishSessions,
  type SessionSource,
  type SessionsOptions,
} from './publish-sessions.ts'
import type { PublishedCounts } from './publisher/epoch-writer.ts'
import { packFacts, saysNothingOfInstruments, storedFacts } from './publisher/fact-store.ts'
import { type InstrumentContent, instrumentRecords } from './publisher/instrument-records.ts'
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
import { recordedTicks } from './publisher/recorded-ticks.ts'
import { barFormat } from './reading/read-bars.ts'
import { joinFacts, type ReferenceFacts } from './reference-facts.ts'
import { seriesTrust } from './series/formats/registry.ts'
import { publishSeries } from './series/publish-series.ts'
import { recordedSeries } from './series/recorded-series.ts'
import type { SeriesCounts } from './series/series-counts.ts'
import { NO_SERIES, type SeriesBatch } from './series/series-row.ts'
import { type SeriesState, seriesStateKey } from './series/series-state.ts'
import type { Rejection } from './source.ts'

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
  /** Series, observations and fund flows. */
  readonly series: SeriesCounts
  /** False when the run was ended before its source. */
  readonly complete: boolean
  /** Sessions with records that only a rebuild takes in. */
  readonly dirty: readonly TradeDate[]
}

/** What a run has beside its sessions of bars and ticks. */
export interface PublishOptions extends SessionsOptions {
  /** Published before the sessions, which do not wait for it nor it for them. */
  readonly series?: SeriesBatch
}

const NEW_DATASET: DatasetState = {
  activeEpoch: 0,
  newestEpoch: 0,
  version: 0,
  instruments: { version: 0, hash: '' },
  processors: {},
  run: null,
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

  /** Last session that was published and closed in the active epoch; 0 before the first. */
  get frontier(): TradeDate {
    const state = unpackJson<PublisherState>(this.#entries.get(stateKey(this.name, this.activeEpoch)))
    return state?.frontier ?? (0 as TradeDate)
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

  /** What files have said of instruments and of sessions beyond the bundled calendar. */
  get facts(): ReferenceFacts {
    return {
      ...joinFacts(storedFacts(this.#entries, this.name)),
      sessions: this.calendar.all.filter((session) => !chineseCalendar.covers(session)),
    }
  }

  /** The instruments table that the facts make. */
  get instruments(): readonly InstrumentContent[] {
    return instrumentRecords(storedFacts(this.#entries, this.name))
  }

  /** Publishes reference facts, then sessions; what is published already changes nothing. */
  async publish(
    facts: ReferenceFacts,
    sessions: SessionSource,
    options: PublishOptions = {},
  ): Promise<Published> {
    if (this.#dataset.activeEpoch === 0) this.#activate(this.#dataset.newestEpoch + 1)
    else if (this.#hasUnusedRebuild()) this.#activate(this.#dataset.newestEpoch)
    this.#publishReferences(facts)
    return this.#publish(this.#publisher(this.#dataset.activeEpoch), sessions, options)
  }

  /**
   * Publishes a simulated or replayed data set from its beginning: under a new epoch, or under the one of the
   * last run where that has the same identity and was interrupted. Views show the first run at once and
   * another when `activate` is called, or with `showNow` at once too.
   */
  async publishRun(
    identity: string,
    facts: ReferenceFacts,
    sessions: SessionSource,
    options: PublishOptions & { readonly showNow?: boolean } = {},
  ): Promise<Published> {
    const { run, newestEpoch, activeEpoch } = this.#dataset
    const resumes = run?.identity === identity && !run.complete && run.epoch === newestEpoch
    const epoch = resumes ? newestEpoch : newestEpoch + 1
    this.#setDataset({ ...this.#dataset, newestEpoch: epoch, run: { identity, epoch, complete: false } })
    if ((activeEpoch === 0 || options.showNow === true) && activeEpoch !== epoch) this.#activate(epoch)
    this.#publishReferences(facts)
    const published = await this.#publish(this.#publisher(epoch), sessions, { ...options, resumes })
    if (published.complete) {
      this.#setDataset({ ...this.#dataset, run: { identity, epoch, complete: true } })
      await this.#outbox.commit()
    }
    return published
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
    this.#refuseWhileOpen(rebuilds)
    this.#setDataset({ ...this.#dataset, newestEpoch: epoch })
    const recorded = { log, codec, dataset, epoch: rebuilds, ...options }
    const series = await recordedSeries({ ...recorded, trustOf: seriesTrust })
    const bars: SessionSource = (onRejections) => {
      const rejections: Rejection[] = []
      const sessions = mergeSessions(
        recordedSessions({
          ...recorded,
          formatOf: barFormat,
          onRejection: (rejection) => rejections.push(rejection),
        }),
        recordedTicks(recorded),
        true,
      )
      return (async function* () {
        for await (const session of sessions) {
          await onRejections(rejections.splice(0))
          yield session
        }
        await onRejections(rejections.splice(0))
      })()
    }
    return this.#publish(this.#publisher(epoch, rebuilds), bars, { series })
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

  /** Writes letters, of any data set, that say what became of others. Returns the marker that tells when they have landed. */
  async settle(letters: readonly DeadLetter[]): Promise<string> {
    for (const letter of letters) this.#outbox.add('deadLetters', letter.id, 0 as EventTime, letter)
    const marker = this.#publisher(this.activeEpoch).mark()
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

  async #publish(
    publisher: Publisher,
    sessions: SessionSource,
    { series: batch = NO_SERIES, ...options }: PublishOptions = {},
  ): Promise<Published> {
    const { commitRecords = COMMIT_RECORDS } = { ...this.#options, ...options }
    const series = await publishSeries(publisher, this.#outbox, batch, commitRecords)
    const { marker, complete } = await publishSessions(publisher, this.#outbox, sessions, {
      ...options,
      commitRecords,
    })
    return { ...publisher.counts, epoch: publisher.epoch, marker, series, complete, dirty: publisher.dirty }
  }

  /** What is interrupted would be closed by a rebuild, and its source could not go on. */
  #refuseWhileOpen(epoch: number): void {
    const state = unpackJson<PublisherState>(this.#entries.get(stateKey(this.name, epoch)))
    const open = state?.open ?? null
    if (open === null) return
    throw new PublishError(
      'sessionOpen',
      `The ticks of ${formatTradeDate(open.tradeDate)} in data set ${this.name} were interrupted: run the same ` +
        'command again to finish that session, then rebuild.',
    )
  }

  /**
   * Whether a rebuild was published whole and then stopped before its epoch was made active. Processors are
   * done with the epoch before it, so nothing more may be written there.
   */
  #hasUnusedRebuild(): boolean {
    const { activeEpoch, newestEpoch } = this.#dataset
    const frontierOf = (epoch: number): number =>
      unpackJson<PublisherState>(this.#entries.get(stateKey(this.#options.dataset, epoch)))?.frontier ?? 0
    const seriesFrontierOf = (epoch: number): number =>
      unpackJson<SeriesState>(this.#entries.get(seriesStateKey(this.#options.dataset, epoch)))?.frontier ??
      Number.NEGATIVE_INFINITY
    return (
      newestEpoch > activeEpoch &&
      frontierOf(newestEpoch) >= frontierOf(activeEpoch) &&
      seriesFrontierOf(newestEpoch) >= seriesFrontierOf(activeEpoch)
    )
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
