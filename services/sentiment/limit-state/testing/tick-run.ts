import type { InstrumentSymbol } from '../../../../core/market/instrument-symbol.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../../../../core/market/trade-date.ts'
import type { Lane } from '../../../../runtime/processor/lane.ts'
import type {
  AnyInputEvent,
  AnyOutputEvent,
  Batch,
  OpenSession,
  ProcessorDefinition,
} from '../../../../runtime/processor/processor.ts'
import { ReferenceTable } from '../../../../runtime/processor/reference-table.ts'
import type { DailyBar, Instrument, Tick } from '../../../../schemas/generated/events.ts'
import type { TopicKey } from '../../../../schemas/topics.ts'
import { laneOf, type TestBar, testBar } from '../../../../test/support/pipeline-harness.ts'
import { limitStateProcessor } from '../limit-state-processor.ts'
import { clock, TICK_DATE } from './tick-maker.ts'

export type Output = AnyOutputEvent<TopicKey>
type Value<Key extends TopicKey> = Extract<Output, { readonly topic: Key }>['value']

/** A late snapshot and the punctuation after which it counts. */
export interface LateArrival {
  readonly tick: Tick
  readonly counts: EventTime
}

export interface TickDayInput {
  /** Sessions before, as daily bars. */
  readonly before: readonly { readonly tradeDate: number; readonly bars: readonly TestBar[] }[]
  readonly instruments?: readonly Instrument[]
  readonly ticks: readonly Tick[]
  readonly late?: readonly LateArrival[]
  /** A vendor's bars of the session. */
  readonly vendor?: readonly DailyBar[]
  /** Watermarks at which batches end; the close is added. */
  readonly watermarks?: readonly EventTime[]
  /** The runtime has more to read after every batch. */
  readonly behind?: boolean
  /** Packs the state and loads it into a new processor after a batch. */
  readonly restores?: (batch: number) => boolean
}

export const CLOSE = clock('15:31')

/** The limit-state processor over a session of snapshots, fed batch by batch: what it said of that session. */
export class TickRun {
  readonly outputs: Output[] = []
  /** What was said of each session before. */
  readonly earlier: Output[][] = []
  readonly #table = new ReferenceTable<'instruments'>()
  #lane: Lane<Output>

  constructor(input: TickDayInput) {
    for (const record of input.instruments ?? []) this.#table.put(record.instrument, record)
    this.#lane = this.#fresh()
    for (const [at, session] of input.before.entries())
      this.earlier.push(this.#daily(session, input.before[at - 1]?.tradeDate))
    const batches = batchesOf(input)
    for (const [at, batch] of batches.entries()) {
      this.outputs.push(...this.#apply(batch))
      if (input.restores?.(at) === true) this.#restore()
    }
  }

  /** What was said on a topic, in order. */
  of<Key extends TopicKey>(topic: Key): Value<Key>[] {
    return this.outputs.flatMap((output) => (output.topic === topic ? [output.value as Value<Key>] : []))
  }

  /** The session after, as daily bars. */
  next(tradeDate: number, bars: readonly TestBar[]): Output[] {
    return this.#daily({ tradeDate, bars }, TICK_DATE)
  }

  #daily(session: TickDayInput['before'][number], previous: number | undefined): Output[] {
    const tradeDate = session.tradeDate as TradeDate
    return this.#apply({
      opens: opening(tradeDate, previous, false),
      events: session.bars.map((bar) => barEvent(testBar(tradeDate, bar))),
      closes: { tradeDate, dataGap: false },
      watermark: shanghaiTime(tradeDate, 15, 0),
    })
  }

  #apply(batch: Batch): Output[] {
    const { outputs, poisoned } = this.#lane.apply(batch)
    if (poisoned.length > 0) throw new Error('an event was poisoned', { cause: poisoned[0]!.cause })
    this.#lane.settle()
    return [...outputs]
  }

  #restore(): void {
    const packed = this.#lane.state.packChanged()
    this.#packed.push(...packed)
    this.#lane.close()
    this.#lane = this.#fresh()
    const newest = new Map(this.#packed.map((shard) => [`${shard.store}/${shard.shard}`, shard]))
    for (const shard of newest.values()) this.#lane.state.unpack(shard)
  }

  readonly #packed: ReturnType<Lane<Output>['state']['packChanged']> = []

  #fresh(): Lane<Output> {
    return laneOf(limitStateProcessor as unknown as ProcessorDefinition, this.#table)
  }
}

function batchesOf(input: TickDayInput): Batch[] {
  const { before, ticks, late = [], vendor = [], watermarks = [], behind = false } = input
  const events = [
    ...ticks.map((value) => tickEvent(value, value.eventTime)),
    ...vendor.map(barEvent),
    ...late.map(({ tick, counts }) => tickEvent({ ...tick, late: true }, counts)),
  ].sort((a, b) => a.eventTime - b.eventTime || compareText(a.key, b.key) || ownTime(a) - ownTime(b))
  const ends = [...new Set([...watermarks, CLOSE])].sort((a, b) => a - b)
  let from = 0
  return ends.map((watermark, at) => {
    const until = events.findIndex(({ eventTime }) => eventTime > watermark)
    const to = until === -1 ? events.length : until
    const batch: Batch = {
      opens: at === 0 ? opening(TICK_DATE, before.at(-1)?.tradeDate, true) : undefined,
      events: events.slice(from, to),
      closes: watermark === CLOSE ? { tradeDate: TICK_DATE, dataGap: false } : undefined,
      watermark,
      behind,
    }
    from = to
    return batch
  })
}

const opening = (tradeDate: TradeDate, previous: number | undefined, ticks: boolean): OpenSession => ({
  tradeDate,
  eventTime: shanghaiTime(tradeDate, 9, 0),
  previousSession: (previous ?? null) as TradeDate | null,
  history: previous === undefined ? 'first' : 'known',
  ticks,
  references: { 'market.instruments': 1 },
})

const tickEvent = (value: Tick, eventTime: EventTime): AnyInputEvent<TopicKey> => ({
  topic: 'ticks',
  key: `main/${value.instrument}`,
  eventTime,
  value,
})

const barEvent = (value: DailyBar): AnyInputEvent<TopicKey> => ({
  topic: 'bars1d',
  key: `main/${value.instrument}`,
  eventTime: value.eventTime,
  value,
})

const ownTime = ({ value }: AnyInputEvent<TopicKey>): number =>
  (value as unknown as { readonly eventTime: EventTime }).eventTime

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const asInstrument = (symbol: string): InstrumentSymbol => symbol as InstrumentSymbol
