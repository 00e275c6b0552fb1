import { knownAliases } from '../../core/market/alias-table.ts'
import { boardOf } from '../../core/market/board.ts'
import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import type { Price } from '../../core/market/price.ts'
import { formatTradeDate, type TradeDate } from '../../core/market/trade-date.ts'
import { discover } from './discover.ts'
import type { IngestService, Published } from './ingest-service.ts'
import { PublishError } from './publish-error.ts'
import type { SessionSource, SessionsOptions } from './publish-sessions.ts'
import { readReferences } from './read-reference.ts'
import { joinFacts } from './reference-facts.ts'
import { readSessions } from './session-stream.ts'
import { limitsOfBar } from './simulated-limits.ts'
import type { SimulatedBar } from './simulator/day-shape.ts'
import type { SimulatedFaults } from './simulator/faults.ts'
import { simulateDay } from './simulator/simulate-day.ts'
import type { RecognisedFile, SessionItems } from './source.ts'
import { IngestSummary } from './summary.ts'
import { filesIdentity } from './ticks/files-identity.ts'
import { paced, type Speed } from './ticks/paced.ts'
import type { Sweep } from './ticks/source-tick.ts'

export interface SimulatedDayOptions extends Pick<SessionsOptions, 'signal' | 'onTicks' | 'onProgress'> {
  readonly tradeDate: TradeDate
  /** Files or folders of daily bars: the sessions before the day are the history, the day's bars what it is made of. */
  readonly sources: readonly string[]
  readonly seed: number
  readonly speed?: Speed
  /** Shares, evenly over the codes (default: all). */
  readonly symbols?: number
  readonly cadence?: 'full' | 'natural'
  readonly faults?: SimulatedFaults
  /** Sessions in a row that are simulated, the day and those after it (default 1); the source may end before. */
  readonly sessions?: number
  /** A session of history has been published. */
  readonly onHistory?: (tradeDate: TradeDate) => void
}

export interface SimulatedDay {
  readonly summary: IngestSummary
  readonly published: Published
  /** Shares that trade on the day. */
  readonly shares: number
}

/**
 * Publishes a simulated session into a data set: daily bars of the sessions before it, then its snapshots, made
 * of its real daily bars.
 * @param service of the data set
 * @throws PublishError `noData` where the sources have no bars of the day or of a session before it
 */
export async function publishSimulatedDay(
  service: IngestService,
  options: SimulatedDayOptions,
): Promise<SimulatedDay> {
  const { tradeDate, sources, seed, symbols, cadence = 'natural', faults, speed = 'max' } = options
  const { sessions: row = 1, signal, onTicks, onProgress } = options
  const { calendar } = service
  if (!calendar.isSession(tradeDate)) throw noSession(tradeDate)
  const { files, errors } = await discover(sources)
  if (errors.length > 0) throw errors[0]!
  const chosen = await chosenShares(files, options)
  const summary = new IngestSummary()
  const facts = await readReferences(files, summary)
  const sessions: SessionSource = async function* (onRejections) {
    await onRejections(facts.rejections)
    const days = new DaysBefore(chosen)
    let simulated = 0
    for await (const session of readSessions(files, { summary, onRejections, calendar })) {
      const some = days.take(session)
      if (session.tradeDate < tradeDate) {
        yield some
        options.onHistory?.(session.tradeDate)
        continue
      }
      const { bars, suspended } = days.simulated(service)
      const clean = { tradeDate: session.tradeDate, bars, seed, cadence, suspended }
      const sweeps = simulateDay(faults === undefined ? clean : { ...clean, faults })
      const pace = signal === undefined ? {} : { signal }
      yield dayOfTicks(session.tradeDate, `seed ${seed}`, paced(sweeps, speed, pace))
      simulated += 1
      if (simulated === row) break
    }
  }
  const made = { tradeDate, seed, symbols, cadence, faults, ...(row === 1 ? {} : { sessions: row }) }
  const identity = JSON.stringify({ ...made, files: filesIdentity(files) })
  const published = await service.publishRun(
    identity,
    joinFacts([service.dataset('main').facts, facts]),
    sessions,
    {
      prompt: speed !== 'max',
      showNow: speed !== 'max',
      ...(signal === undefined ? {} : { signal }),
      ...(onTicks === undefined ? {} : { onTicks }),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
  )
  return { summary, published, shares: chosen.count }
}

const dayOfTicks = (tradeDate: TradeDate, identity: string, sweeps: AsyncIterable<Sweep>): SessionItems => ({
  tradeDate,
  bars: [],
  omissions: [],
  ticks: { tradeDate, identity, sweeps },
})

function noSession(tradeDate: TradeDate): PublishError {
  return new PublishError(
    'noData',
    `${formatTradeDate(tradeDate)} is no session of the exchange: name a trading day.`,
  )
}

interface ChosenShares {
  /** Shares that trade on the day. */
  readonly count: number
  /** Undefined: the whole market takes part, also who does not trade on the day. */
  readonly only: ReadonlySet<InstrumentSymbol> | undefined
}

/** The shares that trade on the day, or some of them. Reads the sources once, for that day only. */
async function chosenShares(
  files: readonly RecognisedFile[],
  { tradeDate, sources, symbols }: SimulatedDayOptions,
): Promise<ChosenShares> {
  let day: SessionItems | undefined
  for await (const session of readSessions(files, { fromSession: tradeDate })) {
    day = session
    break
  }
  if (day?.tradeDate !== tradeDate || day.bars.length === 0) {
    throw new PublishError(
      'noData',
      `There are no daily bars of ${formatTradeDate(tradeDate)} in ${sources.join(', ')}: name a source that has ` +
        'that session and some before it with --source.',
    )
  }
  const shares = day.bars.map(({ bar }) => knownAliases.canonicalSymbol(bar.symbol))
  if (symbols === undefined || symbols >= shares.length) return { count: shares.length, only: undefined }
  const only = new Set(
    Array.from({ length: symbols }, (_, at) => shares[Math.floor((at * shares.length) / symbols)]!),
  )
  return { count: only.size, only }
}

/** What the sessions before a day leave behind, of the shares that take part. */
class DaysBefore {
  readonly #only: ReadonlySet<InstrumentSymbol> | undefined
  readonly #closes = new Map<InstrumentSymbol, Price>()
  #session: SessionItems | undefined
  #before: SessionItems | undefined

  constructor({ only }: ChosenShares) {
    this.#only = only
  }

  /** Takes in a session and returns it with the bars of shares that take part. */
  take(session: SessionItems): SessionItems {
    for (const { bar } of this.#session?.bars ?? [])
      this.#closes.set(knownAliases.canonicalSymbol(bar.symbol), bar.close)
    this.#before = this.#session
    const only = this.#only
    this.#session =
      only === undefined
        ? session
        : {
            ...session,
            bars: session.bars.filter(({ bar }) => only.has(knownAliases.canonicalSymbol(bar.symbol))),
          }
    return this.#session
  }

  /** The last session taken, as the simulator wants it, and the shares of the one before that do not trade in it. */
  simulated(service: IngestService): {
    readonly bars: readonly SimulatedBar[]
    readonly suspended: readonly InstrumentSymbol[]
  } {
    const { tradeDate, bars } = this.#session!
    if (this.#before === undefined) {
      throw new PublishError(
        'noData',
        `There is no session before ${formatTradeDate(tradeDate)} in the source, so yesterday's limit-ups are not ` +
          'known: name a source that begins earlier with --source, or a later day.',
      )
    }
    const instruments = new Map(service.instruments.map((content) => [content.instrument, content]))
    const traded = new Set(bars.map(({ bar }) => knownAliases.canonicalSymbol(bar.symbol)))
    return {
      bars: bars.map(({ bar: source }) => {
        const instrument = knownAliases.canonicalSymbol(source.symbol)
        const bar = { ...source, prevClose: source.prevClose ?? this.#closes.get(instrument) ?? null }
        const limits = limitsOfBar(bar, instruments.get(instrument), service.calendar)
        return { bar, limits, board: boardOf(bar.symbol) }
      }),
      suspended: this.#before.bars
        .map(({ bar }) => bar.symbol)
        .filter((symbol) => !traded.has(knownAliases.canonicalSymbol(symbol))),
    }
  }
}
