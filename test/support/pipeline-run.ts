import { knownAliases } from '../../core/market/alias-table.ts'
import type { EventTime, TradeDate } from '../../core/market/trade-date.ts'
import { sessionClose, shanghaiTime } from '../../core/market/trade-date.ts'
import type { Lane } from '../../runtime/processor/lane.ts'
import type {
  AnyInputEvent,
  AnyOutputEvent,
  Batch,
  ProcessorDefinition,
} from '../../runtime/processor/processor.ts'
import { ReferenceTable } from '../../runtime/processor/reference-table.ts'
import type { PackedShard } from '../../runtime/processor/state-stores.ts'
import type { Instrument } from '../../schemas/generated/events.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import { dailyBar } from '../../services/ingest/publisher/daily-bar.ts'
import type { SessionItems } from '../../services/ingest/source.ts'
import type { Sweep } from '../../services/ingest/ticks/source-tick.ts'
import { tickSessionEnd } from '../../services/ingest/ticks/tick-session-end.ts'
import { laneOf } from './pipeline-harness.ts'

/** What may happen to a session on its way through a processor; each is asked anew. */
export interface Disturbances {
  /** Into how many batches a session's events are cut. */
  readonly batches: () => number
  /** Whether a batch is applied, rolled back and applied again. */
  readonly rollsBack: () => boolean
  /** Whether the processor's state is packed after a batch and loaded into a new one. */
  readonly restores: () => boolean
}

type Output = AnyOutputEvent<TopicKey>

/** What processors wired back to back say of sessions, on plain arrays: session by session, in order. */
export function pipelineOutputs(
  processors: readonly ProcessorDefinition[],
  sessions: readonly SessionItems[],
  disturbances: Disturbances,
  instruments: readonly Instrument[] = [],
): Output[] {
  const table = new ReferenceTable<'instruments'>()
  for (const record of instruments) table.put(record.instrument, record)
  const stages = processors.map((definition) => new Stage(definition, disturbances, table))
  const said: Output[] = []
  sessions.forEach((session, at) => {
    const frame = frameOf(session, sessions[at - 1]?.tradeDate)
    const place = { dataset: 'main', epoch: 1, eventTime: sessionClose(session.tradeDate), late: false }
    const known: AnyInputEvent<TopicKey>[] = session.bars.map(({ bar }) => {
      const value = dailyBar(bar, place)
      return { topic: 'bars1d', key: `main/${value.instrument}`, eventTime: value.eventTime, value }
    })
    known.push(...tickEvents(session))
    for (const stage of stages) {
      const outputs = stage.session(frame, known).filter(({ topic }) => !UNSETTLED.has(topic))
      said.push(...outputs)
      known.push(...outputs.map(asInput))
    }
  })
  return said
}

/** What lies between two minutes depends on how events came: no part of any result. */
const UNSETTLED: ReadonlySet<TopicKey> = new Set<TopicKey>(['livePartials', 'live'])

/** Snapshots where they count: at their own time, or, late, behind the punctuation that follows them. */
function tickEvents({ ticks, tradeDate }: SessionItems): AnyInputEvent<TopicKey>[] {
  let covered: number = shanghaiTime(tradeDate, OPENING_HOUR, 0)
  return ((ticks?.sweeps ?? []) as readonly Sweep[]).flatMap((sweep) => {
    const events = sweep.ticks.map((tick): AnyInputEvent<TopicKey> => {
      const late = tick.eventTime <= covered
      const instrument = knownAliases.canonicalSymbol(tick.symbol)
      const value = { ...tick, dataset: 'main', epoch: 1, instrument, late }
      return {
        topic: 'ticks',
        key: `main/${value.instrument}`,
        eventTime: late ? sweep.until : tick.eventTime,
        value,
      }
    })
    covered = sweep.until
    return events
  })
}

class Stage {
  readonly #definition: ProcessorDefinition
  readonly #disturbances: Disturbances
  readonly #instruments: ReferenceTable<'instruments'>
  readonly #packed = new Map<string, PackedShard>()
  #lane: Lane<Output>

  constructor(
    definition: ProcessorDefinition,
    disturbances: Disturbances,
    instruments: ReferenceTable<'instruments'>,
  ) {
    this.#definition = definition
    this.#disturbances = disturbances
    this.#instruments = instruments
    this.#lane = this.#fresh()
  }

  session(
    { opens, closes, watermark }: Omit<Batch, 'events'>,
    known: readonly AnyInputEvent<TopicKey>[],
  ): Output[] {
    const events = known.filter(({ topic }) => this.#definition.inputs.includes(topic)).sort(inTotalOrder)
    const count = Math.max(1, this.#disturbances.batches())
    const size = Math.ceil(events.length / count) || 1
    const said: Output[] = []
    for (let from = 0; from === 0 || from < events.length; from += size) {
      const last = from + size >= events.length
      // Time has passed up to the next event, or to the end of the session.
      const next = events[from + size]?.eventTime ?? watermark + 1
      said.push(
        ...this.#apply({
          opens: from === 0 ? opens : undefined,
          events: events.slice(from, from + size),
          closes: last ? closes : undefined,
          watermark: (last || opens?.ticks !== true ? watermark : next - 1) as EventTime,
          behind: !last,
        }),
      )
    }
    return said
  }

  #apply(batch: Batch): readonly Output[] {
    const { state } = this.#lane
    if (this.#disturbances.rollsBack()) {
      const savepoint = state.savepoint()
      this.#lane.apply(batch)
      state.rollback(savepoint)
    }
    const { outputs, poisoned } = this.#lane.apply(batch)
    if (poisoned.length > 0) throw poisoned[0]!.cause
    state.settle()
    if (this.#disturbances.restores()) this.#restore()
    return outputs
  }

  #restore(): void {
    for (const shard of this.#lane.state.packChanged())
      this.#packed.set(`${shard.store}/${shard.shard}`, shard)
    this.#lane.close()
    this.#lane = this.#fresh()
    for (const shard of this.#packed.values()) this.#lane.state.unpack(shard)
  }

  #fresh(): Lane<Output> {
    return laneOf(this.#definition, this.#instruments)
  }
}

const OPENING_HOUR = 9

function frameOf(
  { tradeDate, ticks }: SessionItems,
  previous: TradeDate | undefined,
): Omit<Batch, 'events' | 'behind'> {
  const opens = {
    tradeDate,
    eventTime:
      ticks === undefined ? shanghaiTime(tradeDate, 9, 15) : shanghaiTime(tradeDate, OPENING_HOUR, 0),
    previousSession: previous ?? null,
    history: previous === undefined ? 'first' : 'known',
    references: { 'market.instruments': 1 },
    ticks: ticks !== undefined,
  } as const
  const watermark = ticks === undefined ? sessionClose(tradeDate) : tickSessionEnd(tradeDate)
  return { opens, closes: { tradeDate, dataGap: false }, watermark }
}

const asInput = (output: Output): AnyInputEvent<TopicKey> =>
  ({
    ...output,
    key: `main/${output.key}`,
    value: { ...output.value, dataset: 'main', epoch: 1 },
  }) as AnyInputEvent<TopicKey>

const inTotalOrder = (a: AnyInputEvent<TopicKey>, b: AnyInputEvent<TopicKey>): number =>
  a.eventTime - b.eventTime || compareText(a.key, b.key) || compareText(a.topic, b.topic)

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
