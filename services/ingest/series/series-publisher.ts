import {
  type EventTime,
  formatTradeDate,
  shanghaiDate,
  type TradeDate,
} from '../../../core/market/trade-date.ts'
import type { TradingCalendar } from '../../../core/market/trading-calendar.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import type { EpochWriter } from '../publisher/epoch-writer.ts'
import { packJson, unpackJson } from '../publisher/publisher-state.ts'
import type { SeriesCounts, TopicCounts } from './series-counts.ts'
import { SeriesLedgers } from './series-ledgers.ts'
import {
  dateOf,
  keyOf,
  type MergedRow,
  SERIES_TOPICS,
  type SeriesRow,
  type SeriesTopic,
  timeOf,
} from './series-row.ts'
import { NO_SERIES_PUBLISHED, type SeriesState, seriesStateKey } from './series-state.ts'
import { nextBoundary, type SessionBoundary } from './session-boundaries.ts'

/**
 * Publishes series, observations and fund flows of one epoch in the order of event time, with the boundaries of the
 * Chinese sessions among them. Its frontier is its own: bars of shares are published independently. A row that
 * comes for a time before the frontier is published late; one that is there already changes nothing.
 */
export class SeriesPublisher {
  readonly #writer: EpochWriter
  readonly #calendar: TradingCalendar
  readonly #ledgers: SeriesLedgers
  readonly #counts: Readonly<Record<SeriesTopic, TopicCounts>> = {
    series: { published: 0, duplicates: 0, late: 0 },
    observations: { published: 0, duplicates: 0, late: 0 },
    fundFlows: { published: 0, duplicates: 0, late: 0 },
  }
  #state: SeriesState
  #sessions = 0
  /** The boundary that follows the one written last, once it was looked for. */
  #next: SessionBoundary | undefined
  /** Event time of the row published last, which the frontier follows. */
  #last: EventTime | undefined

  constructor(writer: EpochWriter) {
    const { dataset, epoch, outbox, entries, rebuilds } = writer
    this.#writer = writer
    this.#calendar = writer.calendar
    this.#ledgers = new SeriesLedgers({ outbox, entries, dataset, epoch, rebuilds })
    this.#state = {
      ...NO_SERIES_PUBLISHED,
      ...unpackJson<SeriesState>(entries.get(seriesStateKey(dataset, epoch))),
    }
  }

  get counts(): SeriesCounts {
    const { late: dirty, dirtySince } = this.#state
    return { ...this.#counts, sessions: this.#sessions, dirty, dirtySince }
  }

  /** Publishes the next row; rows come in the order of event time. */
  publish(merged: MergedRow): void {
    const { row } = merged
    const counts = this.#counts[row.topic]
    const verdict = this.#ledgers.record(merged)
    const { frontier } = this.#state
    if (verdict === 'same') {
      counts.duplicates += 1
      // An interrupted run has published it, and perhaps not the punctuation behind it.
      if (frontier === null || timeOf(row) > frontier) this.#pass(timeOf(row))
    } else if (verdict === 'different' || (frontier !== null && timeOf(row) <= frontier)) {
      counts.late += 1
      this.#publishLate(row, verdict === 'new' ? 'behindFrontier' : 'differsFromPublished')
    } else {
      counts.published += 1
      this.#pass(timeOf(row))
      this.#add(row, false)
    }
  }

  /** Punctuates what was published: nothing more is to come up to the last row. */
  finish(): void {
    if (this.#last === undefined) return
    this.#advance((this.#last + 1) as EventTime, this.#last)
    this.#punctuate(this.#last)
    this.save()
  }

  /** Puts the state beside the records, so that both are committed together. */
  save(): void {
    const { outbox, dataset, epoch } = this.#writer
    this.#ledgers.save()
    outbox.setState(seriesStateKey(dataset, epoch), packJson(this.#state))
  }

  #pass(time: EventTime): void {
    this.#advance(time)
    this.#last = time
  }

  /** Writes the boundaries that stand before a row, and punctuation once a month where there are none. */
  #advance(until: EventTime, opensUntil = until): void {
    for (;;) {
      this.#next ??= nextBoundary(this.#state, this.#last ?? this.#state.frontier ?? until, this.#calendar)
      if (this.#next === undefined) break
      const { kind, tradeDate, eventTime } = this.#next
      if (kind === 'open' ? eventTime > opensUntil : eventTime >= until) break
      this.#next = undefined
      if (kind === 'open') this.#open(tradeDate, eventTime)
      else this.#close(tradeDate, eventTime)
    }
    const last = this.#last
    if (!this.#state.open && last !== undefined && monthOf(last) !== monthOf(until)) this.#punctuate(last)
  }

  #open(tradeDate: TradeDate, eventTime: EventTime): void {
    this.#writer.control(
      {
        kind: 'sessionOpen',
        eventTime,
        session: tradeDate,
        previousSession: this.#writer.sessionBefore(tradeDate),
        history: this.#state.session === 0 ? 'first' : 'known',
        references: this.#writer.references,
      },
      SERIES_TOPICS,
    )
    this.#state = { ...this.#state, session: tradeDate, open: true }
  }

  #close(tradeDate: TradeDate, eventTime: EventTime): void {
    this.#writer.control({ kind: 'watermark', eventTime, session: tradeDate }, SERIES_TOPICS)
    this.#state = { ...this.#state, open: false, frontier: eventTime }
    this.#sessions += 1
  }

  #punctuate(eventTime: EventTime): void {
    const { frontier } = this.#state
    if (frontier !== null && eventTime <= frontier) return
    this.#writer.control({ kind: 'watermark', eventTime }, SERIES_TOPICS)
    this.#state = { ...this.#state, frontier: eventTime }
  }

  #publishLate(row: SeriesRow, reason: string): void {
    const { dataset, epoch, outbox } = this.#writer
    const eventTime = timeOf(row)
    const tradeDate = shanghaiDate(eventTime)
    const key = keyOf(row)
    this.#add(row, true)
    outbox.add('lateEvents', `${key}/${dateOf(row)}`, eventTime, {
      dataset,
      epoch,
      topic: TOPICS[row.topic].name,
      key: `${key} ${formatTradeDate(dateOf(row))} ${row.file}:${row.line}`,
      eventTime,
      tradeDate,
      reason,
      content: JSON.stringify(row.value),
    })
    const { late, dirtySince } = this.#state
    const since = dirtySince === 0 ? tradeDate : (Math.min(dirtySince, tradeDate) as TradeDate)
    this.#state = { ...this.#state, late: late + 1, dirtySince: since }
  }

  #add(row: SeriesRow, late: boolean): void {
    const { dataset, epoch, outbox } = this.#writer
    const { topic } = row
    if (topic === 'series')
      outbox.add(topic, row.value.symbol, timeOf(row), { ...row.value, dataset, epoch, late })
    else if (topic === 'observations')
      outbox.add(topic, row.value.series, timeOf(row), { ...row.value, dataset, epoch, late })
    else outbox.add(topic, row.value.symbol, timeOf(row), { ...row.value, dataset, epoch, late })
  }
}

const monthOf = (time: EventTime): number => Math.floor(shanghaiDate(time) / 100)
