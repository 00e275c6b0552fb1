import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import type { Fen, Price } from '../../core/market/price.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import type { TopicRecord } from '../../runtime/processor/topic-record.ts'
import { NO_FACTS, type ReferenceFacts } from '../../services/ingest/reference-facts.ts'
import type { InstrumentFact, SessionItems, SourceBar } from '../../services/ingest/source.ts'
import type { SourceTick, Sweep } from '../../services/ingest/ticks/source-tick.ts'
import { DAILY_PROCESSORS } from '../../services/sentiment/daily-processors.ts'
import { type ProcessorRun, type ProcessorSet, withProcessorRun } from '../support/processor-run.ts'

export const MONDAY = 2026_03_09 as TradeDate
export const TUESDAY = 2026_03_10 as TradeDate
export const WEDNESDAY = 2026_03_11 as TradeDate

/** The whole pipeline, and what is settled in it. */
export const PIPELINE: ProcessorSet = {
  processors: DAILY_PROCESSORS,
  topics: [
    'bars1m',
    'limitChanges',
    'boards',
    'limitState',
    'minutes',
    'groups',
    'stage',
    'ladder',
    'breadth',
  ],
}

export const price = (yuan: number): Price => Math.round(yuan * 10_000) as Price

/** A moment of a day, as `10:40` or `10:40:02`. */
export function at(tradeDate: TradeDate, text: string): EventTime {
  const [hour, minute, second = 0] = text.split(':').map(Number)
  return shanghaiTime(tradeDate, hour!, minute!, second)
}

/** symbol, open, high, low, close, reference price; in yuan. */
export type Bar = readonly [string, number, number, number, number, number]

/** A session of daily bars. */
export function barDay(tradeDate: TradeDate, bars: readonly Bar[]): SessionItems {
  return {
    tradeDate,
    omissions: [],
    bars: bars.map(([symbol, open, high, low, close, prevClose], line) => ({
      kind: 'bar',
      file: 'made-up',
      line: line + 1,
      bar: {
        symbol: symbol as InstrumentSymbol,
        tradeDate,
        open: price(open),
        high: price(high),
        low: price(low),
        close: price(close),
        prevClose: price(prevClose),
        volume: 10_000,
        amount: null,
        afterHoursVolume: null,
        afterHoursAmount: null,
        name: null,
        riskStatus: null,
        noLimit: null,
        flags: [],
        source: 'test',
      } satisfies SourceBar,
    })),
  }
}

/** A snapshot and, where it came late, when. */
export interface Sent {
  readonly tick: SourceTick
  readonly at: EventTime
}

/** A snapshot of a share that trades at a price (yuan; null: nothing traded yet) after a reference price of 10. */
export function snapshot(
  symbol: string,
  tradeDate: TradeDate,
  time: string,
  last: number | null,
  extra: Partial<SourceTick> = {},
): SourceTick {
  const traded = last === null ? null : price(last)
  const volume = extra.volume ?? (last === null ? 0 : 1_000)
  return {
    symbol: symbol as InstrumentSymbol,
    tradeDate,
    eventTime: at(tradeDate, time),
    receivedAt: null,
    sequence: null,
    status: 'unknown',
    prevClose: price(10),
    open: traded,
    high: traded,
    low: traded,
    last: traded,
    volume,
    amount: Math.round(volume * (last ?? 0) * 100) as Fen,
    depth: 5,
    bidPrices: traded === null ? [] : [traded - 100],
    bidVolumes: traded === null ? [] : [500],
    askPrices: traded === null ? [] : [traded + 100],
    askVolumes: traded === null ? [] : [500],
    limitUp: null,
    limitDown: null,
    source: 'made-up',
    ...extra,
  }
}

/** The book behind a sealed limit-up: so many shares queue, nobody sells. */
export const sealedAt = (yuan: number, shares = 5_000): Partial<SourceTick> => ({
  bidPrices: [price(yuan)],
  bidVolumes: [shares],
  askPrices: [],
  askVolumes: [],
})

const SWEEP_MS = 30_000

/** A session of snapshots in sweeps of 30 s; late ones come with the first sweep that ends after they were there. */
export function tickDay(
  tradeDate: TradeDate,
  ticks: readonly (SourceTick | Sent)[],
  identity = 'made-up',
): SessionItems {
  const arrivals = ticks
    .map((one): Sent => ('tick' in one ? one : { tick: one, at: one.eventTime }))
    .sort((a, b) => a.at - b.at)
  const sweeps: Sweep[] = []
  const end = at(tradeDate, '15:20')
  for (let until = at(tradeDate, '9:10') as number; until <= end; until += SWEEP_MS)
    sweeps.push({
      until: until as EventTime,
      ticks: arrivals.filter((one) => one.at <= until && one.at > until - SWEEP_MS).map(({ tick }) => tick),
    })
  return { tradeDate, bars: [], omissions: [], ticks: { tradeDate, identity, sweeps } }
}

/** Shares that were listed long ago. */
export const listed = (...symbols: readonly string[]): InstrumentFact[] =>
  symbols.map((symbol) => ({
    instrument: symbol as InstrumentSymbol,
    listDate: 2010_01_04 as TradeDate,
    statusKnownFrom: 2010_01_04 as TradeDate,
  }))

export const factsOf = (instruments: readonly InstrumentFact[]): ReferenceFacts => ({
  ...NO_FACTS,
  instruments,
})

/** What the pipeline said, to be asked for. */
export class Said {
  readonly #run: ProcessorRun

  constructor(run: ProcessorRun) {
    this.#run = run
  }

  async of<Key extends keyof Topics>(topic: Key): Promise<readonly TopicRecord<Key>[]> {
    return (await this.#run.records(topic)).map(({ value }) => value)
  }

  /** The headline at a minute: its last revision. */
  async minute(tradeDate: TradeDate, minute: number): Promise<TopicRecord<'minutes'>> {
    const rows = await this.of('minutes')
    return latest(
      rows.filter((row) => row.scope === 'all' && row.tradeDate === tradeDate && row.minute === minute),
    )
  }

  /** A share's row at a minute: its last revision; undefined where there is none, or it was withdrawn. */
  async board(
    tradeDate: TradeDate,
    minute: number,
    symbol: string,
  ): Promise<TopicRecord<'boards'> | undefined> {
    const rows = (await this.of('boards')).filter(
      (row) => row.symbol === symbol && row.tradeDate === tradeDate && row.minute === minute,
    )
    const row = rows.length === 0 ? undefined : latest(rows)
    return row?.deleted === true ? undefined : row
  }

  /** What happened at the limits of a share: what and when. */
  async changes(symbol: string): Promise<readonly (readonly [string, EventTime])[]> {
    return (await this.of('limitChanges'))
      .filter((change) => change.symbol === symbol)
      .map(({ kind, eventTime }) => [kind, eventTime as EventTime] as const)
  }
}

type Topics = typeof import('../../schemas/topics.ts').TOPICS

const latest = <Row extends { readonly revision: number }>(rows: readonly Row[]): Row =>
  rows.reduce((best, row) => (row.revision >= best.revision ? row : best))

/** Publishes sessions, processes them on an embedded log, and lets a test ask what was said. */
export function afterwards<T>(
  sessions: readonly SessionItems[],
  ask: (said: Said, run: ProcessorRun) => Promise<T>,
  facts: ReferenceFacts = factsOf(listed(A, B, C)),
): Promise<T> {
  return withProcessorRun(PIPELINE, 2, async (run) => {
    const { marker } = await run.publish(sessions, [], facts)
    await run.process(marker)
    return ask(new Said(run), run)
  })
}

/** Shares of Shanghai's main board whose codes nobody has. */
export const A = '605901.SH'
export const B = '605902.SH'
export const C = '605903.SH'
