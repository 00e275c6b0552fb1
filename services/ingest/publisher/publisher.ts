import { formatTradeDate, sessionClose, type TradeDate } from '../../../core/market/trade-date.ts'
import { PublishError } from '../publish-error.ts'
import { SeriesPublisher } from '../series/series-publisher.ts'
import type { Rejection, SessionItems } from '../source.ts'
import { EpochWriter, type EpochWriterOptions, instrumentsOf, type PublishedCounts } from './epoch-writer.ts'
import { TickSessionPublisher } from './tick-session-publisher.ts'

/**
 * Publishes sessions in event-time order, each as barrier, records and punctuation, together with what the
 * publisher must remember. A session of bars is published whole or not at all, one of ticks sweep by sweep;
 * publishing it again changes nothing.
 */
export class Publisher {
  /** Series, observations and fund flows of the same epoch, in their own time. */
  readonly series: SeriesPublisher
  readonly #writer: EpochWriter

  constructor(options: EpochWriterOptions) {
    this.#writer = new EpochWriter(options)
    this.series = new SeriesPublisher(this.#writer)
  }

  get counts(): PublishedCounts {
    return this.#writer.counts
  }

  get epoch(): number {
    return this.#writer.epoch
  }

  /** Last closed session; 0 before the first. */
  get frontier(): TradeDate {
    return this.#writer.state.frontier
  }

  /** Sessions with records that only a rebuild takes in. */
  get dirty(): readonly TradeDate[] {
    return this.#writer.dirty
  }

  /** Publishes one session of bars; of a session that is closed already, what is new becomes late. */
  publish(items: SessionItems): void {
    if (items.tradeDate <= this.frontier) this.#publishLate(items)
    else if (items.bars.length > 0) this.#publishSession(items)
    this.#writer.save()
  }

  /** Whether a closed session was published by an interrupted run of this source, which goes on behind it. */
  passedBy(tradeDate: TradeDate, identity: string): boolean {
    const { frontier, open, lastSource } = this.#writer.state
    if (tradeDate > frontier) return false
    return open === null ? lastSource === identity : identity in open.sources
  }

  /**
   * Begins, or goes on with, a session of ticks.
   * @param bars of the same session as a vendor prints them, for symbols without complete ticks
   * @throws PublishError `sessionClosed`, `sessionOpen` (another one is open)
   */
  ticksOf(session: Pick<SessionItems, 'tradeDate' | 'bars'>, identity: string): TickSessionPublisher {
    return new TickSessionPublisher(this.#writer, session, identity)
  }

  /** Sends a row that could not be taken to the dead letters. */
  reject(rejection: Rejection): void {
    this.#writer.reject(rejection)
  }

  /** Puts the state beside the records, so that both are committed together. */
  save(): void {
    this.#writer.save()
  }

  /** Marks the end of everything written so far; readers report when they have passed it. */
  mark(): string {
    return this.#writer.mark()
  }

  #publishSession({ tradeDate, bars }: SessionItems): void {
    this.#refuseWhileOpen(tradeDate)
    const writer = this.#writer
    const ledger = writer.openSession(tradeDate)
    for (const { bar } of bars) {
      ledger.record(bar)
      writer.addBar(bar, false)
    }
    writer.closeSession(tradeDate, sessionClose(tradeDate), instrumentsOf(ledger))
    writer.saveLedger(tradeDate, ledger)
    this.counts.bars += bars.length
  }

  #publishLate({ tradeDate, bars }: SessionItems): void {
    const writer = this.#writer
    const ledger = writer.ledger(tradeDate)
    let changed = false
    for (const { bar, file, line } of bars) {
      const verdict = ledger.record(bar)
      if (verdict === 'same') {
        this.counts.duplicates += 1
        continue
      }
      changed = true
      this.counts.late += 1
      writer.addBar(bar, true)
      writer.addLateBar(bar, verdict === 'new' ? 'sessionClosed' : 'differsFromPublished', `${file}:${line}`)
    }
    if (changed) writer.amend(tradeDate, ledger)
  }

  #refuseWhileOpen(tradeDate: TradeDate): void {
    const { dataset, state } = this.#writer
    if (state.open === null) return
    const open = formatTradeDate(state.open.tradeDate)
    throw new PublishError(
      'sessionOpen',
      `The ticks of ${open} in data set ${dataset} were interrupted, so bars of ${formatTradeDate(tradeDate)} ` +
        `cannot be published yet: run "pulse ticks" with the same files again to finish that session, then repeat this.`,
    )
  }
}
