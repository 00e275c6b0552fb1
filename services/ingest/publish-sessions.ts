import { type EventTime, formatTradeDate, type TradeDate } from '../../core/market/trade-date.ts'
import type { History } from '../../schemas/generated/events.ts'
import { PublishError } from './publish-error.ts'
import type { Outbox } from './publisher/outbox.ts'
import type { Publisher } from './publisher/publisher.ts'
import type { Rejection, SessionItems } from './source.ts'
import type { TickSession } from './ticks/source-tick.ts'

/** Sessions to publish, with what was rejected while they were read. */
export type SessionSource = (
  onRejections: (rejections: readonly Rejection[]) => Promise<void>,
) => AsyncIterable<SessionItems>

/** How far a session of ticks has come. */
export interface TickProgress {
  readonly tradeDate: TradeDate
  readonly until: EventTime
  /** Ticks of this session that have gone by, also those that an earlier run has published. */
  readonly ticks: number
  /** Ticks to come in all, where the source can tell. */
  readonly expected: number | undefined
}

export interface SessionsOptions {
  /** Records per transaction while history is published (default 20,000). */
  readonly commitRecords?: number
  /** Commit after every sweep, because somebody is watching. */
  readonly prompt?: boolean
  /** Ends the run after the sweep that is being published; the session stays open. */
  readonly signal?: AbortSignal
  /** Sessions of ticks that are closed are passed over, because this run has published them before. */
  readonly resumes?: boolean
  /** A session of ticks whose predecessor is not known is refused. */
  readonly requireHistory?: boolean
  /** A session of ticks begins; `history` other than known is a cold start. */
  readonly onTicks?: (tradeDate: TradeDate, history: History) => void
  readonly onProgress?: (progress: TickProgress) => void
}

/** What one run published of its sessions. */
export interface PublishedSessions {
  readonly marker: string
  /** False when the signal ended it. */
  readonly complete: boolean
}

/** Publishes the sessions of one run, commits on the way, and marks its end. */
export async function publishSessions(
  publisher: Publisher,
  outbox: Outbox,
  sessions: SessionSource,
  options: SessionsOptions = {},
): Promise<PublishedSessions> {
  const run = new Run(publisher, outbox, options)
  let complete = true
  for await (const session of sessions((rejections) => run.reject(rejections))) {
    if (session.ticks === undefined) await run.bars(session)
    else await run.ticks(session, session.ticks)
    complete = options.signal?.aborted !== true
    if (!complete) break
  }
  if (complete) run.refuseIfAllWasThere()
  const marker = publisher.mark()
  await outbox.commit()
  return { marker, complete }
}

/** Records per transaction while history is published. */
export const COMMIT_RECORDS = 20_000

class Run {
  readonly #publisher: Publisher
  readonly #outbox: Outbox
  readonly #options: SessionsOptions
  #writing: Promise<void> = Promise.resolve()
  #passedBy: SessionItems | undefined
  #closed = 0

  constructor(publisher: Publisher, outbox: Outbox, options: SessionsOptions) {
    this.#publisher = publisher
    this.#outbox = outbox
    this.#options = options
  }

  reject(rejections: readonly Rejection[]): Promise<void> {
    for (const rejection of rejections) this.#publisher.reject(rejection)
    return this.#commitWhenFull()
  }

  bars(session: SessionItems): Promise<void> {
    this.#publisher.publish(session)
    return this.#commitWhenFull()
  }

  async ticks(session: SessionItems, ticks: TickSession): Promise<void> {
    const { signal, resumes, onTicks, onProgress } = this.#options
    if (resumes === true && session.tradeDate <= this.#publisher.frontier) return
    if (this.#publisher.passedBy(session.tradeDate, ticks.identity)) {
      this.#passedBy = session
      return
    }
    const publisher = this.#publisher.ticksOf(session, ticks.identity)
    this.#requireHistory(session.tradeDate, publisher.history)
    onTicks?.(session.tradeDate, publisher.history)
    let passed = 0
    for await (const sweep of ticks.sweeps) {
      publisher.sweep(sweep)
      passed += sweep.ticks.length
      onProgress?.({
        tradeDate: session.tradeDate,
        until: sweep.until,
        ticks: passed,
        expected: ticks.expected,
      })
      if (this.#options.prompt === true) await this.#outbox.commit()
      else await this.#commitWhenFull()
      if (signal?.aborted === true) return
    }
    if (signal?.aborted === true) return
    publisher.close()
    this.#closed += 1
    await this.#outbox.commit()
  }

  /** A source that is given again goes on behind the sessions it has closed; there must be one left. */
  refuseIfAllWasThere(): void {
    if (this.#passedBy !== undefined && this.#closed === 0)
      this.#publisher.ticksOf(this.#passedBy, this.#passedBy.ticks!.identity)
  }

  #requireHistory(tradeDate: TradeDate, history: History): void {
    if (this.#options.requireHistory !== true || history === 'known') return
    throw new PublishError(
      'coldStart',
      `The session before ${formatTradeDate(tradeDate)} is not known (${history}), so streaks and yesterday's ` +
        'limit-ups would be missing: publish daily bars of the sessions before it first, or start cold with --cold.',
    )
  }

  /** While one commit is being written, the records of the next are encoded; there are never two. */
  async #commitWhenFull(): Promise<void> {
    if (this.#outbox.size < (this.#options.commitRecords ?? COMMIT_RECORDS)) return
    await this.#writing
    this.#writing = this.#outbox.commit()
    // It may fail before it is awaited.
    this.#writing.catch(() => undefined)
  }
}
