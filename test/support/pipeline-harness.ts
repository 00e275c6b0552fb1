import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import type { Price } from '../../core/market/price.ts'
import { type EventTime, sessionClose, shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import { Lane } from '../../runtime/processor/lane.ts'
import { MarkerTracker } from '../../runtime/processor/marker.ts'
import type {
  AnyInputEvent,
  AnyOutputEvent,
  Batch,
  OpenSession,
  ProcessorDefinition,
} from '../../runtime/processor/processor.ts'
import { ReferenceTable } from '../../runtime/processor/reference-table.ts'
import { BEGINNING, WatermarkTracker } from '../../runtime/processor/watermark.ts'
import type { DailyBar, History, Instrument } from '../../schemas/generated/events.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import { limitStateProcessor } from '../../services/sentiment/limit-state/limit-state-processor.ts'
import { marketProcessor } from '../../services/sentiment/market/market-processor.ts'

/** One session as a test writes it down. Prices in yuan. */
export interface TestSession {
  readonly tradeDate: number
  readonly previousSession?: number
  readonly history?: History
  readonly dataGap?: boolean
  readonly bars: readonly TestBar[]
}

/** symbol, open, high, low, close, previous close (yuan; null: the source has none), and what else a source may say. */
export type TestBar = readonly [
  symbol: string,
  open: number,
  high: number,
  low: number,
  close: number,
  prevClose?: number | null,
  extra?: Partial<DailyBar>,
]

const price = (yuan: number): Price => Math.round(yuan * 10_000) as Price

export function testBar(tradeDate: number, bar: TestBar): DailyBar {
  const [symbol, open, high, low, close, prevClose, extra] = bar
  return {
    dataset: 'main',
    epoch: 1,
    symbol: symbol as InstrumentSymbol,
    instrument: symbol as InstrumentSymbol,
    tradeDate: tradeDate as TradeDate,
    eventTime: sessionClose(tradeDate as TradeDate),
    open: price(open),
    high: price(high),
    low: price(low),
    close: price(close),
    prevClose: prevClose === undefined || prevClose === null ? null : price(prevClose),
    volume: 10_000,
    amount: null,
    afterHoursVolume: null,
    afterHoursAmount: null,
    name: null,
    riskStatus: null,
    noLimit: null,
    flags: [],
    source: 'test',
    late: false,
    limitUp: null,
    limitDown: null,
    ...extra,
  }
}

export function testInstrument(instrument: string, known: Partial<Instrument>): Instrument {
  return {
    dataset: 'main',
    instrument: instrument as InstrumentSymbol,
    version: 1,
    availableAt: 0 as EventTime,
    name: instrument,
    board: 'SH_MAIN',
    listDate: null,
    delistDate: null,
    aliases: [],
    statusKnownFrom: 0 as TradeDate,
    statusHistory: [],
    industry: null,
    concepts: [],
    shareCapital: [],
    ...known,
  }
}

/** The daily processors wired back to back on plain arrays: what they say, without a log. */
export function runDaily(
  sessions: readonly TestSession[],
  instruments: readonly Instrument[] = [],
): { readonly states: OutputsOf<'limitState'>; readonly market: OutputsOf<'ladder' | 'stage' | 'breadth'> } {
  const pipeline = new DailyPipeline(instruments)
  const days = sessions.map((session, at) =>
    pipeline.session(
      frameOf(session, sessions[at - 1], at),
      session.bars.map((bar) => testBar(session.tradeDate, bar)),
    ),
  )
  return { states: days.flatMap(({ states }) => states), market: days.flatMap(({ market }) => market) }
}

type OutputsOf<Keys extends TopicKey> = readonly AnyOutputEvent<Keys>[]

/** What the daily processors say of one session. */
export interface DailyOutputs {
  readonly states: OutputsOf<'limitState'>
  readonly market: OutputsOf<'ladder' | 'stage' | 'breadth'>
}

/** A session as ingest frames it. */
export interface SessionFrame {
  readonly tradeDate: TradeDate
  readonly previousSession: TradeDate | null
  readonly history: History
  readonly dataGap: boolean
}

/** The daily processors fed session by session, so that years run in bounded memory. */
export class DailyPipeline {
  readonly #limitState: Lane<AnyOutputEvent<TopicKey>>
  readonly #marketDaily: Lane<AnyOutputEvent<TopicKey>>

  constructor(instruments: readonly Instrument[]) {
    const table = new ReferenceTable<'instruments'>()
    for (const record of instruments) table.put(record.instrument, record)
    this.#limitState = laneOf(limitStateProcessor as unknown as ProcessorDefinition, table)
    this.#marketDaily = laneOf(marketProcessor as unknown as ProcessorDefinition, table)
  }

  session(frame: SessionFrame, bars: readonly DailyBar[]): DailyOutputs {
    const batch = batchFrame(frame)
    const events = bars.map(
      (value): AnyInputEvent<TopicKey> => ({
        topic: 'bars1d',
        key: `main/${value.instrument}`,
        eventTime: value.eventTime,
        value,
      }),
    )
    const outputs = applied(this.#limitState, { ...batch, events })
    const inputs = outputs.map(
      (output) =>
        ({
          ...output,
          key: `main/${output.key}`,
          value: { ...output.value, dataset: 'main', epoch: 1 },
        }) as AnyInputEvent<TopicKey>,
    )
    return {
      states: outputs.filter(({ topic }) => topic === 'limitState') as OutputsOf<'limitState'>,
      market: applied(this.#marketDaily, { ...batch, events: inputs }) as DailyOutputs['market'],
    }
  }
}

function frameOf(session: TestSession, before: TestSession | undefined, at: number): SessionFrame {
  return {
    tradeDate: session.tradeDate as TradeDate,
    previousSession: (session.previousSession ?? before?.tradeDate ?? null) as TradeDate | null,
    history: session.history ?? (at === 0 ? 'first' : 'known'),
    dataGap: session.dataGap ?? false,
  }
}

function batchFrame({ tradeDate, previousSession, history, dataGap }: SessionFrame): Omit<Batch, 'events'> {
  const opens: OpenSession = {
    tradeDate,
    eventTime: shanghaiTime(tradeDate, 9, 15),
    previousSession,
    history,
    ticks: false,
    references: { 'market.instruments': 1 },
  }
  return { opens, closes: { tradeDate, dataGap }, watermark: sessionClose(tradeDate) }
}

export function laneOf(
  definition: ProcessorDefinition,
  instruments: ReferenceTable<'instruments'>,
  task = 0,
): Lane<AnyOutputEvent<TopicKey>> {
  return new Lane({
    dataset: 'main',
    epoch: 1,
    definition,
    references: { instruments },
    task,
    tracker: new WatermarkTracker([]),
    markers: new MarkerTracker([]),
    pending: [],
    watermark: BEGINNING,
    sequence: 0,
    writtenUntil: BEGINNING,
    encode: (output) => output,
  })
}

function applied(lane: Lane<AnyOutputEvent<TopicKey>>, batch: Batch): readonly AnyOutputEvent<TopicKey>[] {
  const { outputs, poisoned } = lane.apply(batch)
  if (poisoned.length > 0) throw new Error('an event was poisoned', { cause: poisoned[0]!.cause })
  lane.settle()
  return outputs
}
