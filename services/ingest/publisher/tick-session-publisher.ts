import {
  type EventTime,
  formatTradeDate,
  sessionClose,
  shanghaiDate,
  shanghaiTime,
  type TradeDate,
} from '../../../core/market/trade-date.ts'
import type { History } from '../../../schemas/generated/events.ts'
import { PublishError } from '../publish-error.ts'
import type { SessionItems } from '../source.ts'
import type { SourceTick, Sweep } from '../ticks/source-tick.ts'
import { tickSessionEnd } from '../ticks/tick-session-end.ts'
import { type EpochWriter, instrumentsOf } from './epoch-writer.ts'
import type { SessionLedger } from './session-ledger.ts'
import { TickRecords } from './tick-records.ts'
import type { TradedInstruments } from './traded-instruments.ts'

/**
 * Publishes one session of ticks: the barrier before the first sweep, each sweep with the punctuation that
 * ends it, and the closing punctuation. Whole sweeps are committed together with how many ticks of their source
 * have been published, so a run that dies goes on behind them and writes nothing twice, at whatever pace.
 */
export class TickSessionPublisher {
  readonly #writer: EpochWriter
  readonly #session: Pick<SessionItems, 'tradeDate' | 'bars'>
  readonly #identity: string
  readonly #records: TickRecords
  readonly #traded: TradedInstruments
  #ledger: SessionLedger
  /** Ticks of this source that an earlier run has published. */
  readonly #published: number
  #passed = 0
  #lastUntil = Number.NEGATIVE_INFINITY

  constructor(writer: EpochWriter, session: Pick<SessionItems, 'tradeDate' | 'bars'>, identity: string) {
    this.#writer = writer
    this.#session = session
    this.#identity = identity
    this.#refuseWhatCannotFollow()
    this.#traded = writer.traded(session.tradeDate)
    this.#records = new TickRecords(writer, session.tradeDate, this.#traded)
    this.#ledger = writer.ledger(session.tradeDate)
    this.#published = writer.state.open?.sources[identity] ?? 0
  }

  /** What our data hold of the session before. */
  get history(): History {
    return this.#writer.historyBefore(this.#writer.sessionBefore(this.#session.tradeDate))
  }

  /** Publishes a sweep, or what an earlier run has not published of it; true if there was anything. */
  sweep(sweep: Sweep): boolean {
    const { until, ticks } = sweep
    if (until < this.#lastUntil) throw this.#outOfOrder(until)
    this.#lastUntil = until
    const writer = this.#writer
    const known = Math.min(Math.max(this.#published - this.#passed, 0), ticks.length)
    this.#passed += ticks.length
    if (known === ticks.length && until <= (writer.state.open?.publishedUntil ?? 0)) return false
    const rest = known === 0 ? ticks : ticks.slice(known)
    const before = writer.state.open?.publishedUntil ?? this.#open(sweep)
    writer.counts.ticks += rest.length
    writer.counts.late += this.#records.add(rest, before)
    if (until > before) writer.punctuate(until)
    writer.progress(this.#identity, until, this.#passed)
    if (this.#traded.changed) writer.saveTraded(this.#session.tradeDate, this.#traded)
    writer.save()
    return true
  }

  /** The source has ended: closes the session. A source without a sweep leaves its bars, if there are any. */
  close(): void {
    const { tradeDate, bars } = this.#session
    const writer = this.#writer
    const { open } = writer.state
    if (open === null && bars.length === 0) return
    if (open === null) this.#open({ until: sessionClose(tradeDate), ticks: [] })
    const end = Math.max(tickSessionEnd(tradeDate), (open?.publishedUntil ?? 0) + 1) as EventTime
    const active = new Set([...instrumentsOf(this.#ledger), ...this.#traded])
    writer.closeSession(tradeDate, end, active, this.#identity)
    writer.save()
  }

  /** Barrier and vendor bars. Returns the time that the barrier covers. */
  #open({ until, ticks }: Sweep): EventTime {
    const { tradeDate, bars } = this.#session
    const writer = this.#writer
    const openedAt = openingTime(tradeDate, ticks, until)
    this.#ledger = writer.openSession(tradeDate, { openedAt })
    for (const { bar } of bars) {
      this.#ledger.record(bar)
      writer.addBar(bar, false)
    }
    writer.counts.bars += bars.length
    writer.saveLedger(tradeDate, this.#ledger)
    return openedAt
  }

  #refuseWhatCannotFollow(): void {
    const { tradeDate } = this.#session
    const { dataset, state } = this.#writer
    const day = formatTradeDate(tradeDate)
    const other = `give these ticks a data set of their own, e.g. --dataset replay-${tradeDate}`
    if (tradeDate <= state.frontier) {
      const reached =
        tradeDate === state.frontier
          ? ''
          : ` (data set ${dataset} has reached ${formatTradeDate(state.frontier)})`
      throw new PublishError(
        'sessionClosed',
        `The session ${day} is closed in data set ${dataset}${reached}, so nothing was published: ${other}.`,
      )
    }
    if (state.open === null || state.open.tradeDate === tradeDate) return
    throw new PublishError(
      'sessionOpen',
      `The ticks of ${formatTradeDate(state.open.tradeDate)} in data set ${dataset} were interrupted: run the same ` +
        `files again to finish that session before ${day}, or ${other}.`,
    )
  }

  #outOfOrder(until: EventTime): PublishError {
    const at = (time: number): string => new Date(time).toISOString()
    return new PublishError(
      'outOfOrder',
      `A source of ticks of ${formatTradeDate(this.#session.tradeDate)} hands over a sweep up to ${at(until)} after ` +
        `one up to ${at(this.#lastUntil)}: sweeps must rise, sort the source by time.`,
    )
  }
}

const OPENING_HOUR = 9

/** 09:00, or before the first tick of the day where one is earlier. */
function openingTime(tradeDate: TradeDate, ticks: readonly SourceTick[], until: EventTime): EventTime {
  let opening = Math.min(shanghaiTime(tradeDate, OPENING_HOUR, 0), until - 1)
  for (const { eventTime } of ticks)
    if (eventTime <= opening && shanghaiDate(eventTime) === tradeDate) opening = eventTime - 1
  return opening as EventTime
}
