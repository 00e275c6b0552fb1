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
import type { Rejection, SessionItems, SourceBar } from '../source.ts'
import { type BarPlace, dailyBar } from './daily-bar.ts'
import { DataCoverage } from './data-coverage.ts'
import { rejectionLetter } from './dead-letter.ts'
import type { Outbox } from './outbox.ts'
import { INGEST_TOPICS } from './outbox.ts'
import {
  ledgerKey,
  NOTHING_PUBLISHED,
  type PublisherState,
  packJson,
  stateKey,
  unpackJson,
} from './publisher-state.ts'
import { SessionLedger } from './session-ledger.ts'

/** What became of the bars of a run. */
export interface PublishedCounts {
  sessions: number
  bars: number
  /** Published already, by an earlier run or another file. */
  duplicates: number
  /** For sessions that were closed: kept, and taken in by the next rebuild. */
  late: number
  rejected: number
}

/**
 * Publishes sessions in event-time order, each as barrier, bars and punctuation, together with what the
 * publisher must remember. A session is published whole or not at all; publishing it again changes nothing.
 */
export class Publisher {
  readonly counts: PublishedCounts = { sessions: 0, bars: 0, duplicates: 0, late: 0, rejected: 0 }
  readonly #dataset: string
  readonly #outbox: Outbox
  readonly #entries: ReadonlyMap<string, Uint8Array>
  readonly #instrumentsVersion: number
  readonly #calendar: TradingCalendar
  readonly #rebuilds: number | undefined
  readonly #coverage = new DataCoverage()
  readonly #dirty: Set<TradeDate>
  #state: PublisherState

  /**
   * @param state state entries of the ingest task, kept up to date by the outbox
   * @param epoch the epoch to write to
   * @param instruments version of the instruments table that the sessions refer to
   * @param calendar sessions of the exchange, which say what came before a session
   * @param rebuilds the epoch that is published again: bars that were known there stay known
   */
  constructor(options: {
    readonly dataset: string
    readonly epoch: number
    readonly outbox: Outbox
    readonly state: ReadonlyMap<string, Uint8Array>
    readonly instruments: number
    readonly calendar: TradingCalendar
    readonly rebuilds?: number
  }) {
    const { dataset, epoch, state } = options
    this.#rebuilds = options.rebuilds
    this.#dataset = dataset
    this.#outbox = options.outbox
    this.#instrumentsVersion = options.instruments
    this.#calendar = options.calendar
    this.#entries = state
    this.#state = unpackJson<PublisherState>(state.get(stateKey(dataset, epoch))) ?? {
      ...NOTHING_PUBLISHED,
      epoch,
    }
    this.#dirty = new Set(this.#state.dirty)
    for (const tradeDate of this.#state.recent)
      this.#coverage.restore(tradeDate, instrumentsOf(this.#ledger(tradeDate)))
    if (this.#state.sequence === 0)
      this.#control({ kind: 'epochStart', eventTime: 0 as EventTime }, ['bars1d'])
  }

  get epoch(): number {
    return this.#state.epoch
  }

  /** Last closed session; 0 before the first. */
  get frontier(): TradeDate {
    return this.#state.frontier
  }

  /** Sessions with records that only a rebuild takes in. */
  get dirty(): readonly TradeDate[] {
    return [...this.#dirty].sort((a, b) => a - b)
  }

  /** Publishes one session; of a session that is closed already, what is new becomes late. */
  publish(items: SessionItems): void {
    if (items.tradeDate <= this.#state.frontier) this.#publishLate(items)
    else if (items.bars.length > 0) this.#publishSession(items)
    this.#outbox.setState(stateKey(this.#dataset, this.#state.epoch), packJson(this.#state))
  }

  /** Sends a row that could not be taken to the dead letters. */
  reject(rejection: Rejection): void {
    this.counts.rejected += 1
    const letter = rejectionLetter(rejection, this.#dataset, this.#state.epoch)
    this.#outbox.add('deadLetters', letter.id, sessionTime(rejection.tradeDate), letter)
  }

  /** Marks the end of everything written so far; readers report when they have passed it. */
  mark(): string {
    const eventTime = sessionTime(this.#state.frontier)
    const marker = `${this.#dataset}/${this.#state.epoch}/${this.#state.sequence + 1}`
    this.#control({ kind: 'marker', eventTime, marker }, INGEST_TOPICS)
    this.#outbox.setState(stateKey(this.#dataset, this.#state.epoch), packJson(this.#state))
    return marker
  }

  #publishSession({ tradeDate, bars }: SessionItems): void {
    const calendar = this.#calendar
    const previousSession = tradeDate === calendar.first ? null : calendar.previous(tradeDate)
    const references = { [TOPICS.instruments.name]: this.#instrumentsVersion }
    this.#control(
      {
        kind: 'sessionOpen',
        eventTime: shanghaiTime(tradeDate, 9, 15),
        session: tradeDate,
        previousSession,
        history: this.#historyBefore(previousSession),
        references,
      },
      ['bars1d'],
    )
    const ledger = this.#ledger(tradeDate, this.#rebuilds)
    const place = this.#placeOf(tradeDate, false)
    for (const { bar } of bars) {
      ledger.record(bar)
      this.#addBar(bar, place)
    }
    const dataGap = this.#coverage.close(tradeDate, instrumentsOf(ledger))
    this.#control({ kind: 'watermark', eventTime: sessionClose(tradeDate), session: tradeDate, dataGap }, [
      'bars1d',
    ])
    this.#saveLedger(tradeDate, ledger)
    this.#state = { ...this.#state, frontier: tradeDate, afterGap: dataGap, recent: this.#coverage.sessions }
    this.counts.sessions += 1
    this.counts.bars += bars.length
  }

  #historyBefore(previousSession: TradeDate | null): History {
    const { frontier, afterGap } = this.#state
    if (frontier === 0) return 'first'
    return frontier === previousSession && !afterGap ? 'known' : 'gap'
  }

  #publishLate({ tradeDate, bars }: SessionItems): void {
    const ledger = this.#ledger(tradeDate)
    const place = this.#placeOf(tradeDate, true)
    let changed = false
    for (const { bar, file, line } of bars) {
      const verdict = ledger.record(bar)
      if (verdict === 'same') {
        this.counts.duplicates += 1
        continue
      }
      changed = true
      this.counts.late += 1
      this.#addBar(bar, place)
      this.#addLateEvent(bar, verdict === 'new' ? 'sessionClosed' : 'differsFromPublished', `${file}:${line}`)
    }
    if (!changed) return
    this.#saveLedger(tradeDate, ledger)
    this.#coverage.amend(tradeDate, instrumentsOf(ledger))
    this.#dirty.add(tradeDate)
    this.#state = { ...this.#state, dirty: this.dirty }
  }

  #ledger(tradeDate: TradeDate, epoch = this.#state.epoch): SessionLedger {
    return SessionLedger.unpack(this.#entries.get(ledgerKey(this.#dataset, epoch, tradeDate)))
  }

  #saveLedger(tradeDate: TradeDate, ledger: SessionLedger): void {
    this.#outbox.setState(ledgerKey(this.#dataset, this.#state.epoch, tradeDate), ledger.pack())
  }

  #addBar(source: SourceBar, place: BarPlace): void {
    const bar = dailyBar(source, place)
    this.#outbox.add('bars1d', bar.instrument, bar.eventTime, bar)
  }

  #placeOf(tradeDate: TradeDate, late: boolean): BarPlace {
    return { dataset: this.#dataset, epoch: this.#state.epoch, eventTime: sessionClose(tradeDate), late }
  }

  #addLateEvent(bar: SourceBar, reason: string, at: string): void {
    const eventTime = sessionClose(bar.tradeDate)
    const day = formatTradeDate(bar.tradeDate)
    this.#outbox.add('lateEvents', `${bar.symbol}/${bar.tradeDate}`, eventTime, {
      dataset: this.#dataset,
      epoch: this.#state.epoch,
      topic: TOPICS.bars1d.name,
      key: `${bar.symbol} ${day} ${at}`,
      eventTime,
      tradeDate: bar.tradeDate,
      reason,
      content: JSON.stringify(bar),
    })
  }

  #control(content: Parameters<Outbox['addControl']>[1], topics: Parameters<Outbox['addControl']>[2]): void {
    this.#state = { ...this.#state, sequence: this.#state.sequence + 1 }
    const { epoch, sequence } = this.#state
    this.#outbox.addControl({ dataset: this.#dataset, epoch, sequence }, content, topics)
  }
}

/** By their lasting identities, so that a change of codes is no gap. */
const instrumentsOf = ({ symbols }: SessionLedger): InstrumentSymbol[] =>
  Array.from(symbols, (symbol) => knownAliases.canonicalSymbol(symbol as InstrumentSymbol))

const sessionTime = (tradeDate: TradeDate | undefined): EventTime =>
  tradeDate === undefined || tradeDate === 0 ? (0 as EventTime) : sessionClose(tradeDate)
