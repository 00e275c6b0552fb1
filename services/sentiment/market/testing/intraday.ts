import type { InstrumentSymbol } from '../../../../core/market/instrument-symbol.ts'
import type { Fen, Price } from '../../../../core/market/price.ts'
import { sessionMinuteEnd } from '../../../../core/market/sessions.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../../../../core/market/trade-date.ts'
import type { Lane } from '../../../../runtime/processor/lane.ts'
import type {
  AnyInputEvent,
  AnyOutputEvent,
  Batch,
  ProcessorDefinition,
} from '../../../../runtime/processor/processor.ts'
import { ReferenceTable } from '../../../../runtime/processor/reference-table.ts'
import type { PackedShard } from '../../../../runtime/processor/state-stores.ts'
import type {
  BreadthPartial,
  GroupTally,
  History,
  IntradayMember,
  IntradayPartial,
  LimitState,
} from '../../../../schemas/generated/events.ts'
import type { TopicKey } from '../../../../schemas/topics.ts'
import { laneOf } from '../../../../test/support/pipeline-harness.ts'
import { marketProcessor } from '../market-processor.ts'
import type { MarketOutput } from '../market-stores.ts'

type Input = 'limitState' | 'breadthPartials' | 'partials' | 'livePartials'
export type MarketInputEvent = AnyInputEvent<Input>
export type MarketOutputEvent = AnyOutputEvent<MarketOutput>

/** Hand-made shares of the market: what matters to a test is given, the rest is plain. */
export function intradayMember(symbol: string, known: Partial<IntradayMember> = {}): IntradayMember {
  const up = known.up ?? 'none'
  return {
    symbol: symbol as InstrumentSymbol,
    instrument: symbol as InstrumentSymbol,
    board: 'SH_MAIN',
    exclusion: null,
    limitPercent: 10,
    state: up === 'sealed' ? 'sealedUp' : 'below',
    up,
    down: 'none',
    shape: 'none',
    streak: up === 'sealed' ? (known.previousStreak ?? 0) + 1 : 0,
    streakIsLowerBound: false,
    previousUp: 'none',
    previousStreak: 0,
    openReturn: 0,
    closeReturn: 0,
    touchedUp: up !== 'none',
    last: 100_000 as Price,
    prevClose: 100_000 as Price,
    limitUp: 110_000 as Price,
    sealVolume: 0,
    sealAmount: 0 as Fen,
    maxSealAmount: 0 as Fen,
    firstTouchTime: null,
    firstSealTime: null,
    lastSealTime: null,
    breakCount: 0,
    boardsInWindow: 0,
    windowDays: 0,
    volume: 0,
    amount: null,
    noBook: false,
    industry: null,
    concepts: [],
    ...known,
  }
}

export function groupTally(known: Partial<GroupTally> = {}): GroupTally {
  return {
    kind: 'board',
    name: 'SH_MAIN',
    traded: 0,
    advancers: 0,
    decliners: 0,
    unchanged: 0,
    untraded: 0,
    suspended: 0,
    missing: 0,
    priced: 0,
    returnSum: 0,
    volume: 0,
    amount: 0 as Fen,
    amountSymbols: 0,
    histogram: [],
    ...known,
  }
}

/** When the minute's window is over: the last of each half session takes one minute more, the first ends at 09:30. */
export function minuteBoundary(date: TradeDate, minute: number): EventTime {
  const label = sessionMinuteEnd(date, minute)
  return (label + (minute === 0 ? 300_000 : minute % 120 === 0 ? 60_000 : 0)) as EventTime
}

export function intradayPartial(
  tradeDate: TradeDate,
  minute: number | null,
  known: Partial<IntradayPartial> = {},
): IntradayPartial {
  return {
    dataset: 'main',
    epoch: 1,
    revision: 0,
    deleted: false,
    task: 0,
    tradeDate,
    eventTime: minuteBoundary(tradeDate, minute ?? 0),
    minute,
    members: [],
    tallies: [],
    expected: 0,
    seen: 0,
    suspended: 0,
    cohortMissing: 0,
    stale: 0,
    hygiene: {},
    ...known,
  }
}

/** A member's daily record, as the limit-state machine closes it. */
export function closedState(member: IntradayMember, tradeDate: TradeDate): LimitState {
  const { last, prevClose, limitUp, volume, amount, boardsInWindow, windowDays, ...same } = member
  return {
    ...same,
    dataset: 'main',
    epoch: 1,
    revision: 0,
    deleted: false,
    tradeDate,
    eventTime: shanghaiTime(tradeDate, 15, 1),
    riskStatus: 'normal',
    statusAssumed: false,
    inUniverse: member.exclusion === null,
    limitUp,
    limitDown: null,
    open: prevClose,
    high: last,
    low: last,
    close: last,
    prevClose,
    volume,
    amount,
    boardsInWindow,
    windowDays,
  }
}

/** A board's breadth at the close, from its tally of the last minute. */
export function closedBreadth(tally: GroupTally, task: number, tradeDate: TradeDate): BreadthPartial {
  const { name, untraded, suspended, missing, ...sums } = tally
  return {
    ...sums,
    dataset: 'main',
    epoch: 1,
    revision: 0,
    deleted: false,
    task,
    board: name,
    tradeDate,
    eventTime: shanghaiTime(tradeDate, 15, 1),
    absent: untraded + suspended + missing,
  }
}

export const event = <Topic extends Input>(
  topic: Topic,
  key: string,
  value: Extract<MarketInputEvent, { readonly topic: Topic }>['value'],
): MarketInputEvent =>
  ({ topic, key: `main/${key}`, eventTime: value.eventTime, value }) as unknown as MarketInputEvent

export const share = (partial: IntradayPartial): MarketInputEvent =>
  event('partials', String(partial.task), partial)

const marketLane = (): Lane<AnyOutputEvent<TopicKey>> =>
  laneOf(marketProcessor as unknown as ProcessorDefinition, new ReferenceTable<'instruments'>())

/** The market processor on plain arrays. */
export class MarketRun {
  readonly outputs: MarketOutputEvent[] = []
  #lane = marketLane()
  readonly #packed: PackedShard[] = []

  open(tradeDate: TradeDate, history: History = 'known'): this {
    const eventTime = shanghaiTime(tradeDate, 9, 15)
    return this.#apply({
      opens: { tradeDate, eventTime, previousSession: null, history, ticks: true, references: {} },
      events: [],
      closes: undefined,
      watermark: eventTime,
    })
  }

  /** One batch of events in the order given. */
  take(...events: readonly MarketInputEvent[]): this {
    const watermark = Math.max(...events.map(({ eventTime }) => eventTime)) as EventTime
    return this.#apply({ opens: undefined, events, closes: undefined, watermark })
  }

  /** The close of a session, with the records that come with it. */
  close(tradeDate: TradeDate, events: readonly MarketInputEvent[] = [], dataGap = false): this {
    const watermark = shanghaiTime(tradeDate, 15, 1)
    return this.#apply({ opens: undefined, events, closes: { tradeDate, dataGap }, watermark })
  }

  /** Rows of one topic in the order in which they were said. */
  said<Topic extends MarketOutput>(
    topic: Topic,
  ): readonly Extract<MarketOutputEvent, { readonly topic: Topic }>['value'][] {
    return this.outputs.flatMap((output) => (output.topic === topic ? [output.value] : [])) as never
  }

  /** The latest row of every key of a topic. */
  latest<Topic extends MarketOutput>(
    topic: Topic,
  ): ReadonlyMap<string, Extract<MarketOutputEvent, { readonly topic: Topic }>['value']> {
    const rows = new Map<string, MarketOutputEvent['value']>()
    for (const output of this.outputs) if (output.topic === topic) rows.set(output.key, output.value)
    return rows as never
  }

  /** Goes on in a new process, with nothing but the packed state. */
  restart(): void {
    this.#packed.push(...this.#lane.state.packChanged())
    this.#lane = marketLane()
    const newest = new Map(this.#packed.map((shard) => [`${shard.store}/${shard.shard}`, shard]))
    for (const shard of newest.values()) this.#lane.state.unpack(shard)
  }

  #apply(batch: Batch<Input>): this {
    const { outputs, poisoned } = this.#lane.apply(batch as unknown as Batch)
    if (poisoned.length > 0) throw poisoned[0]!.cause
    this.#lane.settle()
    this.outputs.push(...(outputs as MarketOutputEvent[]))
    return this
  }
}

/** Leaves yesterday's limit-ups behind: one boards-counted member each, closed as sealed. */
export function closeYesterday(run: MarketRun, tradeDate: TradeDate, streaks: readonly number[]): void {
  const states = streaks.map((streak, at) =>
    closedState(intradayMember(`60${String(at).padStart(4, '0')}.SH`, { up: 'sealed', streak }), tradeDate),
  )
  run.open(tradeDate)
  run.close(
    tradeDate,
    states.map((state) => event('limitState', state.instrument, state)),
  )
}
