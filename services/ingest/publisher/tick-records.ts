import { knownAliases } from '../../../core/market/alias-table.ts'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import type { Tick } from '../../../schemas/generated/events.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import type { SourceTick } from '../ticks/source-tick.ts'
import { TickRecord } from '../ticks/tick-record.ts'
import type { EpochWriter } from './epoch-writer.ts'
import type { TradedInstruments } from './traded-instruments.ts'

/** What the records of one symbol share. */
interface Share {
  readonly instrument: InstrumentSymbol
  readonly key: string
  /** It is among those that traded. */
  traded: boolean
}

/** Turns the ticks of one session into records. Each step runs tens of millions of times. */
export class TickRecords {
  readonly #writer: EpochWriter
  readonly #tradeDate: TradeDate
  readonly #traded: TradedInstruments
  readonly #record: TickRecord
  readonly #shares = new Map<InstrumentSymbol, Share>()

  /** @param traded takes in the instruments whose ticks show a trade */
  constructor(writer: EpochWriter, tradeDate: TradeDate, traded: TradedInstruments) {
    this.#writer = writer
    this.#record = new TickRecord(writer.dataset, writer.epoch)
    this.#tradeDate = tradeDate
    this.#traded = traded
  }

  /**
   * Adds ticks to the outbox, and those whose time is covered already to the late events as well.
   * Returns how many were late.
   */
  add(ticks: readonly SourceTick[], covered: EventTime): number {
    const { outbox } = this.#writer
    let late = 0
    for (const tick of ticks) {
      const share = this.#shares.get(tick.symbol) ?? this.#share(tick.symbol)
      const isLate = tick.eventTime <= covered
      const record = this.#record.of(tick, share.instrument, isLate)
      outbox.addUnder('ticks', share.key, tick.eventTime, record)
      if (!share.traded && tick.volume > 0 && tick.tradeDate === this.#tradeDate) {
        share.traded = true
        this.#traded.add(share.instrument)
      }
      if (!isLate) continue
      late += 1
      this.#addLateEvent(record)
    }
    return late
  }

  #share(symbol: InstrumentSymbol): Share {
    const instrument = knownAliases.canonicalSymbol(symbol)
    const share = { instrument, key: `${this.#writer.dataset}/${instrument}`, traded: false }
    this.#shares.set(symbol, share)
    return share
  }

  #addLateEvent(tick: Tick): void {
    const { dataset, epoch, outbox } = this.#writer
    outbox.add('lateEvents', `${tick.symbol}/${tick.tradeDate}`, tick.eventTime, {
      dataset,
      epoch,
      topic: TOPICS.ticks.name,
      key: `${tick.symbol} ${new Date(tick.eventTime).toISOString()}`,
      eventTime: tick.eventTime,
      tradeDate: tick.tradeDate,
      reason: 'afterPunctuation',
      content: JSON.stringify(tick),
    })
  }
}
