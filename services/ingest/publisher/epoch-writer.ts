import { knownAliases } from '../../../core/market/alias-table.ts'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import {
  type EventTime,
  formatTradeDate,
  sessionClose,
  shanghaiTime,
  type TradeDate,
} from '../../../core/market/trade-date.ts'
import type { TradingCalendar } from '../../../core/market/trading-calendar.ts'
import type { History } from '../../../schemas/generated/events.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import { SERIES_TOPICS } from '../series/series-row.ts'
import type { Rejection, SourceBar } from '../source.ts'
import { dailyBar } from './daily-bar.ts'
import { DataCoverage } from './data-coverage.ts'
import { rejectionLetter } from './dead-letter.ts'
import { INGEST_TOPICS, type IngestTopic, type Outbox } from './outbox.ts'
import {
  ledgerKey,
  NOTHING_PUBLISHED,
  type PublisherState,
  packJson,
  stateKey,
  tradedKey,
  unpackJson,
} from './publisher-state.ts'
import { SessionLedger } from './session-ledger.ts'
import { TradedInstruments } from './traded-instruments.ts'

/** What became of the records of a run. */
export interface PublishedCounts {
  sessions: number
  bars: number
  ticks: number
  /** Published already, by an earlier run or another file. */
  duplicates: number
  /** Bars of closed sessions, taken in by the next rebuild, and ticks that came after a punctuation. */
  late: number
  rejected: number
}

export interface EpochWriterOptions {
  readonly dataset: string
  /** The epoch to write to. */
  readonly epoch: number
  readonly outbox: Outbox
  /** State entries of the ingest task, kept up to date by the outbox. */
  readonly state: ReadonlyMap<string, Uint8Array>
  /** Version of the instruments table that the sessions refer to. */
  readonly instruments: number
  /** Sessions of the exchange, which say what came before a session. */
  readonly calendar: TradingCalendar
  /** The epoch that is published again: bars that were known there stay known. */
  readonly rebuilds?: number
}

/** Topics whose readers wait for each other: a session's barrier and punctuation go to all of them. */
const SESSION_TOPICS = ['bars1d', 'ticks'] as const

/**
 * Writes the sessions of one epoch: barriers, records, punctuation, and what must be remembered of them.
 * The publishers of bars and of ticks say what is written and when.
 */
export class EpochWriter {
  readonly counts: PublishedCounts = { sessions: 0, bars: 0, ticks: 0, duplicates: 0, late: 0, rejected: 0 }
  readonly dataset: string
  readonly epoch: number
  readonly #outbox: Outbox
  readonly #entries: ReadonlyMap<string, Uint8Array>
  readonly #instrumentsVersion: number
  readonly #calendar: TradingCalendar
  readonly #rebuilds: number | undefined
  readonly #coverage = new DataCoverage()
  readonly #dirty: Set<TradeDate>
  #state: PublisherState

  constructor(options: EpochWriterOptions) {
    const { dataset, epoch, state } = options
    this.#rebuilds = options.rebuilds
    this.dataset = dataset
    this.epoch = epoch
    this.#outbox = options.outbox
    this.#instrumentsVersion = options.instruments
    this.#calendar = options.calendar
    this.#entries = state
    this.#state = {
      ...NOTHING_PUBLISHED,
      epoch,
      ...unpackJson<PublisherState>(state.get(stateKey(dataset, epoch))),
    }
    this.#dirty = new Set(this.#state.dirty)
    for (const tradeDate of this.#state.recent) this.#coverage.restore(tradeDate, this.#activeOn(tradeDate))
    if (this.#state.sequence === 0)
      this.control({ kind: 'epochStart', eventTime: 0 as EventTime }, [...SESSION_TOPICS, ...SERIES_TOPICS])
  }

  get state(): PublisherState {
    return this.#state
  }

  /** Sessions with records that only a rebuild takes in. */
  get dirty(): readonly TradeDate[] {
    return [...this.#dirty].sort((a, b) => a - b)
  }

  get outbox(): Outbox {
    return this.#outbox
  }

  /** State entries of the ingest task. */
  get entries(): ReadonlyMap<string, Uint8Array> {
    return this.#entries
  }

  get calendar(): TradingCalendar {
    return this.#calendar
  }

  /** The epoch that is published again, if any. */
  get rebuilds(): number | undefined {
    return this.#rebuilds
  }

  /** Versions of the reference tables that hold for what is written. */
  get references(): Readonly<Record<string, number>> {
    return { [TOPICS.instruments.name]: this.#instrumentsVersion }
  }

  /** The barrier before a session's events, and its ledger to be filled. */
  openSession(tradeDate: TradeDate, ticks?: { readonly openedAt: EventTime }): SessionLedger {
    const previousSession = this.sessionBefore(tradeDate)
    this.control({
      kind: 'sessionOpen',
      eventTime: ticks?.openedAt ?? shanghaiTime(tradeDate, 9, 15),
      session: tradeDate,
      previousSession,
      history: this.historyBefore(previousSession),
      references: this.references,
      ticks: ticks !== undefined,
    })
    if (ticks !== undefined) {
      const { openedAt } = ticks
      this.#state = { ...this.#state, open: { tradeDate, publishedUntil: openedAt, sources: {} } }
    }
    return this.ledger(tradeDate, this.#rebuilds)
  }

  /** Everything of this source up to here has been published; the session goes on. */
  punctuate(eventTime: EventTime): void {
    this.control({ kind: 'watermark', eventTime })
  }

  /** How far the open session, and a source of its ticks, have come. */
  progress(identity: string, until: EventTime, ticks: number): void {
    const { open } = this.#state
    if (open === null) throw new TypeError('no session is open')
    const publishedUntil = Math.max(open.publishedUntil, until) as EventTime
    const sources = { ...open.sources, [identity]: ticks }
    this.#state = { ...this.#state, open: { ...open, publishedUntil, sources } }
  }

  /**
   * The punctuation that completes a session.
   * @param source of its ticks, where it has any
   */
  closeSession(
    tradeDate: TradeDate,
    eventTime: EventTime,
    active: Iterable<InstrumentSymbol>,
    source: string | null = this.#state.lastSource,
  ): void {
    const dataGap = this.#coverage.close(tradeDate, active)
    this.control({ kind: 'watermark', eventTime, session: tradeDate, dataGap })
    this.#state = {
      ...this.#state,
      frontier: tradeDate,
      afterGap: dataGap,
      recent: this.#coverage.sessions,
      open: null,
      lastSource: source,
    }
    this.counts.sessions += 1
  }

  /** Takes in what came for a session that was closed. */
  amend(tradeDate: TradeDate, ledger: SessionLedger): void {
    this.saveLedger(tradeDate, ledger)
    this.#coverage.amend(tradeDate, instrumentsOf(ledger))
    this.#dirty.add(tradeDate)
    this.#state = { ...this.#state, dirty: this.dirty }
  }

  /** Sends a row that could not be taken to the dead letters. */
  reject(rejection: Rejection): void {
    this.counts.rejected += 1
    const letter = rejectionLetter(rejection, this.dataset, this.epoch)
    this.#outbox.add('deadLetters', letter.id, sessionTime(rejection.tradeDate), letter)
  }

  /** Marks the end of everything written so far; readers report when they have passed it. */
  mark(): string {
    const { frontier, open, sequence } = this.#state
    const marker = `${this.dataset}/${this.epoch}/${sequence + 1}`
    this.control(
      { kind: 'marker', eventTime: open?.publishedUntil ?? sessionTime(frontier), marker },
      INGEST_TOPICS,
    )
    this.save()
    return marker
  }

  /** Puts the state beside the records, so that both are committed together. */
  save(): void {
    this.#outbox.setState(stateKey(this.dataset, this.epoch), packJson(this.#state))
  }

  ledger(tradeDate: TradeDate, epoch = this.epoch): SessionLedger {
    return SessionLedger.unpack(this.#entries.get(ledgerKey(this.dataset, epoch, tradeDate)))
  }

  saveLedger(tradeDate: TradeDate, ledger: SessionLedger): void {
    this.#outbox.setState(ledgerKey(this.dataset, this.epoch, tradeDate), ledger.pack())
  }

  /** Instruments whose ticks of the session showed a trade. */
  traded(tradeDate: TradeDate): TradedInstruments {
    return TradedInstruments.unpack(this.#entries.get(tradedKey(this.dataset, this.epoch, tradeDate)))
  }

  saveTraded(tradeDate: TradeDate, traded: TradedInstruments): void {
    this.#outbox.setState(tradedKey(this.dataset, this.epoch, tradeDate), traded.pack())
  }

  addBar(source: SourceBar, late: boolean): void {
    const eventTime = sessionClose(source.tradeDate)
    const bar = dailyBar(source, { dataset: this.dataset, epoch: this.epoch, eventTime, late })
    this.#outbox.add('bars1d', bar.instrument, eventTime, bar)
  }

  addLateBar(bar: SourceBar, reason: string, at: string): void {
    const eventTime = sessionClose(bar.tradeDate)
    this.#outbox.add('lateEvents', `${bar.symbol}/${bar.tradeDate}`, eventTime, {
      dataset: this.dataset,
      epoch: this.epoch,
      topic: TOPICS.bars1d.name,
      key: `${bar.symbol} ${formatTradeDate(bar.tradeDate)} ${at}`,
      eventTime,
      tradeDate: bar.tradeDate,
      reason,
      content: JSON.stringify(bar),
    })
  }

  /** The session before another by the exchange calendar; null before the calendar's first. */
  sessionBefore(tradeDate: TradeDate): TradeDate | null {
    return tradeDate === this.#calendar.first ? null : this.#calendar.previous(tradeDate)
  }

  /** What our data hold of the session before another. */
  historyBefore(previousSession: TradeDate | null): History {
    const { frontier, afterGap } = this.#state
    if (frontier === 0) return 'first'
    return frontier === previousSession && !afterGap ? 'known' : 'gap'
  }

  #activeOn(tradeDate: TradeDate): InstrumentSymbol[] {
    return [...instrumentsOf(this.ledger(tradeDate)), ...this.traded(tradeDate)]
  }

  /** Writes a control record of this epoch into every partition of the topics. */
  control(
    content: Parameters<Outbox['addControl']>[1],
    topics: readonly IngestTopic[] = SESSION_TOPICS,
  ): void {
    this.#state = { ...this.#state, sequence: this.#state.sequence + 1 }
    const place = { dataset: this.dataset, epoch: this.epoch, sequence: this.#state.sequence }
    this.#outbox.addControl(place, content, topics)
  }
}

/** By their lasting identities, so that a change of codes is no gap. */
export const instrumentsOf = ({ symbols }: SessionLedger): InstrumentSymbol[] =>
  Array.from(symbols, (symbol) => knownAliases.canonicalSymbol(symbol as InstrumentSymbol))

const sessionTime = (tradeDate: TradeDate | undefined): EventTime =>
  tradeDate === undefined || tradeDate === 0 ? (0 as EventTime) : sessionClose(tradeDate)
